import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastCpuMs } from '../../shared/test-support/cpu-ms.ts';
import { fittingParts } from './fitting-parts.ts';
import { openTokenizer } from './read-tokenizer.ts';
import { toWellFormed } from './well-formed.ts';

const tokenizer = openTokenizer(join(import.meta.dirname, '../../../models/palimpsest-mini'));
const count = (text: string) => tokenizer.encode(text.trim()).length;
const cut = (text: string, mostTokens: number) =>
  fittingParts(text, { ids: tokenizer.encode(text.trim()), mostTokens, tokenizer });
const charactersOf = (text: string) =>
  [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)].map(({ segment }) => segment);

const words = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'a',
        'the ',
        ' word',
        '\n',
        '  ',
        'Wörter',
        '語',
        'عربي',
        '🙂',
        '👩🏽‍🚀',
        'e\u0301',
        '\ud800',
        '12345',
        '—',
      ),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
    ),
    { minLength: 1, maxLength: 60 },
  )
  .map((parts) => parts.join(''));

describe('what fits of a text that is too long', () => {
  it('is encoded into few enough tokens, ends between characters, and is no longer with one character more', () => {
    let cutCount = 0;
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 40 }), (text, mostTokens) => {
        fc.pre(count(text) > mostTokens);
        const whole = toWellFormed(text);
        const characters = charactersOf(whole);
        const { start, end } = cut(text, mostTokens);
        const first = whole.slice(0, start ?? 0);
        const last = whole.slice(whole.length - (end ?? 0));
        for (const kept of [first, last]) expect(count(kept)).toBeLessThanOrEqual(mostTokens);
        const firstCount = charactersOf(first).length;
        expect(characters.slice(0, firstCount).join('')).toBe(first);
        const lastCount = charactersOf(last).length;
        expect(characters.slice(characters.length - lastCount).join('')).toBe(last);
        if (start !== null) {
          cutCount += 1;
          expect(count(characters.slice(0, firstCount + 1).join(''))).toBeGreaterThan(mostTokens);
        }
        if (end !== null) {
          expect(count(characters.slice(characters.length - lastCount - 1).join(''))).toBeGreaterThan(mostTokens);
        }
      }),
      { numRuns: 2_000 },
    );
    expect(cutCount).toBeGreaterThan(200);
  });

  it('is nothing where there is no room, or only for a part of a character', () => {
    expect(cut('word '.repeat(20), 0)).toEqual({ start: null, end: null });
    expect(cut('👩🏽‍🚀👩🏽‍🚀', 1)).toEqual({ start: null, end: null });
  });

  it('takes no notice of the white space that is not sent', () => {
    const text = `${' '.repeat(300)}${'word '.repeat(50)}${'\n'.repeat(300)}`;
    const { start, end } = cut(text, 10);
    expect(count(text.slice(0, start ?? 0))).toBe(10);
    expect(count(text.slice(text.length - (end ?? 0)))).toBe(10);
  });

  it('is found at once in a text of a million characters', () => {
    for (const text of ['palimpsest '.repeat(90_910), '語'.repeat(1_000_000), 'a'.repeat(1_000_000)]) {
      const ids = tokenizer.encode(text.trim());
      const find = () => fittingParts(text, { ids, mostTokens: 400, tokenizer });
      expect(leastCpuMs(1, find)).toBeLessThan(1_000);
      const { start, end } = find();
      expect(count(text.slice(0, start ?? 0))).toBeLessThanOrEqual(400);
      expect(count(text.slice(-(end ?? 0)))).toBeLessThanOrEqual(400);
    }
  });
});
