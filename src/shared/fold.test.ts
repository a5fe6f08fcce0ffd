import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, foldInPlace } from './fold.ts';

describe('folding', () => {
  it.each([
    ['Café CAFE\u0301', 'cafe cafe'],
    ['Ёлка ёлка', 'елка елка'],
    ['Ἀθήναις', 'αθηναισ'],
    ['Łódź, Tromsø, Straße, İstanbul', 'lodz, tromso, strasse, istanbul'],
    // Letters of their own, however they are written.
    ['が か\u3099 ｶﾞ か', 'が が ガ か'],
    ['กี ก', 'กี ก'],
    ['की क', 'की क'],
    // Vowels that are hardly ever written.
    ['مُحَمَّدٌ إلى', 'محمد الى'],
    ['שָׁלוֹם', 'שלום'],
    ['한\u1112\u1161\u11ab 하\u11ab', '한한 한'],
    ['ﬁne Ｆｕｌｌ …', 'fine full ...'],
    ['“It’s”', '"it\'s"'],
    ['co\u00adoperate', 'cooperate'],
    ['👍🏽 👩🏿‍💻', '👍 👩💻'],
  ])('makes of %s %s', (text, expected) => {
    expect(fold(text)).toBe(expected);
    expect(foldInPlace(text).text).toBe(expected);
  });

  const texts = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'aBßée\u0301ガカｶﾞか\u3099中ΣςﬁĲ…\u00ad\u200d😀👍🏽กี하\u11ab\u1112\u1161’𝐀') }),
  );

  it('is the same when it is done again', () => {
    const isSame = (text: string) => fold(fold(text)) === fold(text);
    fc.assert(fc.property(texts, isSame), { numRuns: 2_000 });
  });

  /** As many units lie between two odd pieces as did before. */
  function isInPlace(text: string): boolean {
    const { text: folded, odd } = foldInPlace(text);
    let [at, from] = [0, 0];
    for (let index = 0; index < (odd?.length ?? 0); index += 4) {
      const [start, end, originalStart, originalEnd] = [...(odd?.subarray(index, index + 4) ?? [])];
      if ((start ?? 0) - at !== (originalStart ?? 0) - from) return false;
      [at, from] = [end ?? 0, originalEnd ?? 0];
    }
    return folded.length - at === text.length - from;
  }

  it('tells of what it gives where each piece stood', () => {
    fc.assert(fc.property(texts, isInPlace), { numRuns: 2_000 });
    const characters = Array.from({ length: 0xffff }, (_, code) => `${String.fromCharCode(code)}é`);
    expect(characters.filter((text) => !isInPlace(text))).toEqual([]);
    expect(characters.filter((text) => foldInPlace(text).text !== fold(text))).toEqual([]);
  });
});
