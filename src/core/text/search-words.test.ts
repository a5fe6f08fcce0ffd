import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fold, searchWordsOf, segmented } from './search-words.ts';

it('makes the same copy of a text for the index as word by word', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(..."aB9_-' é中ガか😀") }),
  );
  fc.assert(
    fc.property(text, (words) => {
      expect(segmented(words)).toBe([...searchWordsOf(words)].map(({ word }) => word).join(' '));
    }),
    { numRuns: 2_000 },
  );
});

it('leaves each plain Chinese character as every other way of folding would', () => {
  for (let code = 0x4e00; code <= 0x9fff; code++) {
    const character = String.fromCharCode(code);
    // Beside a letter the whole way is gone.
    expect(fold(`${character}é`)).toBe(`${character}e`);
    expect(fold(character)).toBe(character);
  }
});
