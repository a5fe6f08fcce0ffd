import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldForFinding, placesOf } from './find-in-text.ts';

const found = (words: string, text: string) =>
  placesOf(foldForFinding(words).text, foldForFinding(text)).map(({ start, end }) => text.slice(start, end));

describe('finding words in a text', () => {
  it.each([
    ['cafe', 'A Café, a CAFE\u0301 and a cafeteria', ['Café', 'CAFE\u0301', 'cafe']],
    ['ÉCOLE', 'l’école', ['école']],
    ['灯塔', '灯塔在海边，灯塔。', ['灯塔', '灯塔']],
    ['が', 'かが か\u3099', ['が']],
    ['(no. such? words)', 'no such words', []],
    ['a.b', 'aab a.b', ['a.b']],
    ['😀', 'a 😀 b😀', ['😀', '😀']],
    ['aa', 'aaaaa', ['aa', 'aa']],
    ['', 'anything', []],
    ['\u0301', 'é', []],
  ])('finds %s in %s', (words, text, expected) => {
    expect(found(words, text)).toEqual(expected);
  });

  it('finds every part of any text, and gives only what is the same but for case and accents', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(text, text, text, (before, words, behind) => {
        const pieces = found(words, before + words + behind);
        const { text: wanted } = foldForFinding(words);
        expect(pieces.length > 0).toBe(wanted !== '');
        for (const piece of pieces) expect(foldForFinding(piece).text).toBe(wanted);
      }),
    );
  });
});
