import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerptOf } from './excerpt.ts';
import { matchExpression, rangesIn, readSearchQuery, type SearchQuery } from './search-query.ts';
import { fold, searchWordsOf, segmented } from './search-words.ts';
import { toWellFormed } from './well-formed.ts';

const words = (text: string) => [...searchWordsOf(text)].map(({ word }) => word);
const query = (typed: string) => readSearchQuery(typed) as SearchQuery;
const found = (text: string, typed: string) =>
  rangesIn(text, query(typed)).map((range) => text.slice(range.start, range.end));

describe('the words of a text', () => {
  it.each([
    ['Hello, World! It’s 3.14', ['hello', 'world', 'it', 's', '3', '14']],
    ['Übergröße naïve ÅNGSTRÖM', ['ubergrosse', 'naive', 'angstrom']],
    ['ΣΊΣΥΦΟΣ ёлка Ёлка', ['σισυφοσ', 'елка', 'елка']],
    ['我叫小明。', ['我', '叫', '小', '明']],
    ['GPT-2は小さいモデルです', ['gpt', '2', 'は', '小', 'さ', 'い', 'モ', 'デ', 'ル', 'で', 'す']],
    ['ガ か\u3099 ｶﾞ', ['ガ', 'が', 'ガ']],
    ['한국어', ['한', '국', '어']],
    ['ﬁne Ｆｕｌｌ', ['fine', 'full']],
    ['👩‍🚀🙂', ['👩', '🚀', '🙂']],
    ['🇩🇪🇫🇷 fr', ['🇩🇪', '🇫🇷', 'fr']],
    ['👍🏽 👍', ['👍', '👍']],
    ['مُحَمَّدٌ שָׁלוֹם', ['محمد', 'שלום']],
    ['co\u00adoperate', ['cooperate']],
    ['\u0149 Dag', ['n', 'dag']],
    ['"-*^ NEAR(', ['near']],
    ['  \n', []],
  ])('%j are %j', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it('are the same again in the copy that the index is given, and stand where they say', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        expect(words(segmented(text))).toEqual(words(text));
        for (const { word, start, end } of searchWordsOf(text)) expect(fold(text.slice(start, end))).toContain(word);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('what is typed', () => {
  it('is all of its pieces, and the last Latin word may go on', () => {
    expect(matchExpression(query('capital of Fra'))).toBe('"capital" "of" "fra" *');
    expect(matchExpression(query('Fra '))).toBe('"fra"');
    expect(matchExpression(query('e-mail add'))).toBe('"e mail" "add" *');
    expect(matchExpression(query('小明'))).toBe('"小 明"');
    expect(matchExpression(query('用GPT'))).toBe('"用 gpt" *');
  });

  it('is taken as it stands, whatever sign is in it', () => {
    expect(matchExpression(query('cats OR dogs NOT "birds" x*'))).toBe('"cats" "or" "dogs" "not" "birds" "x"');
    expect(readSearchQuery('"-*()')).toBeNull();
    expect(readSearchQuery('')).toBeNull();
  });

  it('is found where it stands, in the words as they were written', () => {
    expect(found('Crème brûlée, creme caramel', 'creme')).toEqual(['Crème', 'creme']);
    expect(found('我叫小明，小明是我', '小明')).toEqual(['小明', '小明']);
    expect(found('My e-mail, not mail', 'e-mai')).toEqual(['e-mail']);
    expect(found('one two', 'one three')).toEqual([]);
    expect(found('aa aab', 'aa')).toEqual(['aa', 'aab']);
  });
});

describe('the words around a hit', () => {
  it('are about two lines with the hit in them, and marked where it stands', () => {
    const text = `${'word '.repeat(60)}needle${' word'.repeat(60)}`;
    const { excerpt, ranges } = excerptOf(text, rangesIn(text, query('needle ')));
    expect(ranges.map(({ start, end }) => excerpt.slice(start, end))).toEqual(['needle']);
    expect(excerpt.length).toBeLessThan(170);
    expect(excerpt).toMatch(/^…word .* word…$/);
  });

  it('never cut a character, of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 }), fc.nat(), (text, place) => {
        const all = [...searchWordsOf(text)];
        const hit = all[place % Math.max(1, all.length)];
        if (!hit) return;
        const { excerpt, ranges } = excerptOf(text, [hit]);
        expect(excerpt).toBe(toWellFormed(excerpt));
        const range = ranges[0] ?? { start: 0, end: 0 };
        expect(excerpt.slice(range.start, range.end)).toBe(text.slice(hit.start, hit.end).replace(/\s/gu, ' '));
      }),
      { numRuns: 2_000 },
    );
  });
});
