import fc from 'fast-check';
import { expect, it } from 'vitest';
import { saidWords } from './said-words.ts';

it('shows control characters instead of having them act', () => {
  expect(saidWords('a\u0000b\u001b[31mc\u007fd\u009be')).toBe('a␀b␛[31mc␡d\ufffde');
});

it('ends lines in one way', () => {
  expect(saidWords('a\r\nb\rc\nd\u0085e')).toBe('a\nb\nc\nd\ne');
});

it('leaves no control character and no half of one, and all else as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const words = saidWords(text);
      expect(words).not.toMatch(/(?![\t\n])\p{Cc}/u);
      expect(words).not.toMatch(/\p{Cs}/u);
      if (!/[\p{Cc}\p{Cs}]/u.test(text)) expect(words).toBe(text);
    }),
  );
});
