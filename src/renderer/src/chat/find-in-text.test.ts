import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, foldInPlace } from '../../../shared/fold.ts';
import { countOf, placesOf } from './find-in-text.ts';

const found = (words: string, text: string) =>
  placesOf(fold(words), foldInPlace(text)).map(({ start, end }) => text.slice(start, end));

describe('finding words in a text', () => {
  it.each([
    ['cafe', 'A Café, a CAFE\u0301 and a cafeteria', ['Café', 'CAFE\u0301', 'cafe']],
    ['ÉCOLE', 'l’école', ['école']],
    ["it's", 'It’s “so”', ['It’s']],
    ['灯塔', '灯塔在海边，灯塔。', ['灯塔', '灯塔']],
    ['が', 'かが か\u3099', ['が', 'か\u3099']],
    ['か', 'か\u3099か', ['か']],
    ['ガ', 'ｶﾞｶﾗｽ', ['ｶﾞ']],
    ['한국', '\u1112\u1161\u11ab국어', ['\u1112\u1161\u11ab국']],
    ['strasse', 'Eine Straße.', ['Straße']],
    ['s', 'Maß', ['ß']],
    ['cooperate', 'co\u00adoperate', ['co\u00adoperate']],
    ['(no. such? words)', 'no such words', []],
    ['a.b', 'aab a.b', ['a.b']],
    ['...', 'and so on…', ['…']],
    ['😀', 'a 😀 b😀', ['😀', '😀']],
    ['aa', 'aaaaa', ['aa', 'aa']],
    ['', 'anything', []],
    ['\u0301', 'é', []],
  ])('finds %s in %s', (words, text, expected) => {
    expect(found(words, text)).toEqual(expected);
  });

  it('finds every part of any text, and gives only what has it but for case and accents', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(text, text, text, (before, words, behind) => {
        // Blanks, so that no piece joins what stands beside it.
        const pieces = found(words, `${before} ${words} ${behind}`);
        const wanted = fold(words);
        expect(pieces.length > 0).toBe(wanted !== '');
        for (const piece of pieces) expect(fold(piece)).toContain(wanted);
      }),
      { numRuns: 1_000 },
    );
  });

  it('counts as many places as it finds', () => {
    const text = fc.string({ unit: fc.constantFrom(...'aßsé\u0301ガ…. ') });
    fc.assert(
      fc.property(text, fc.constantFrom('s', 'ss', 'a', '.', '..', 'ガ', 'e'), (words, wanted) => {
        expect(countOf(wanted, foldInPlace(words))).toBe(found(wanted, words).length);
      }),
    );
  });
});
