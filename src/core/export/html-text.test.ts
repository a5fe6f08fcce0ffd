import fc from 'fast-check';
import { expect, it } from 'vitest';
import { htmlText } from './html-text.ts';
import { saidWords } from './said-words.ts';

const signs: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

it('holds no sign that could begin a tag or end an attribute, and is read as what was said', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'<>&"\'/!-;#= ascript\u0000') }),
  );
  fc.assert(
    fc.property(anyText, (text) => {
      const written = htmlText(text);
      expect(written).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
      expect(written.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => signs[entity] as string)).toBe(saidWords(text));
    }),
    { numRuns: 2_000 },
  );
});
