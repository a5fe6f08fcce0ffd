import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstWords, nameTurn, titleFromGiven, titleFromWords } from './first-words.ts';
import { toWellFormed } from './well-formed.ts';

const segmenter = new Intl.Segmenter();

describe('firstWords', () => {
  it.each([
    ['Hello there', 'Hello there'],
    ['  My name\n\tis   Ada.  ', 'My name is Ada.'],
    ['Tell me, please, all about the sea', 'Tell me, please, all about…'],
    ['one two three four five sixes and more', 'one two three four five…'],
    ['Donaudampfschifffahrtselektrizitätenhauptbetriebswerk', 'Donaudampfschifffahrtselekt…'],
    [
      '请告诉我关于大海的一切,还有山川湖泊以及所有的城市和村庄的故事',
      '请告诉我关于大海的一切,还有山川湖泊以及所有的城市和村…',
    ],
    ['👩‍👩‍👧'.repeat(40), `${'👩‍👩‍👧'.repeat(27)}…`],
    ['\u202eevil\u0000\u2028name', 'evil name'],
    [' \n ', ''],
    ['', ''],
  ])('cuts %j between words where that leaves enough', (text, name) => {
    expect(firstWords(text, 28)).toBe(name);
  });

  it('gives a turn more words than a chat, so that questions which begin alike are told apart', () => {
    const text = 'Tell me, please, all about the sea and the ships that sail it by night';
    expect(titleFromWords(text)).toBe('Tell me, please, all about the sea and the…');
    expect(nameTurn(text)).toBe('Tell me, please, all about the sea and the ships that sail…');
  });

  it('is one short line for any text, and never cuts a character in half', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const words = firstWords(text, 28);
        expect(words).not.toMatch(/[\n\r\0]/);
        expect(toWellFormed(words)).toBe(words);
        expect([...segmenter.segment(words)].length).toBeLessThanOrEqual(29);
      }),
    );
  });

  it('stays short when a character carries thousands of marks', () => {
    expect(firstWords(`a${'\u0301'.repeat(5_000)} word`, 28).length).toBeLessThan(300);
  });
});

describe('words of simple writings', () => {
  it('are cut as all others are', () => {
    const words = fc.string({ unit: fc.constantFrom(...'ab Zé,.ßЖ中文かな한글「」。 e\u0301🙂'), maxLength: 70 });
    fc.assert(
      fc.property(words, fc.integer({ min: 2, max: 40 }), (text, limit) => {
        // A soft hyphen is not shown, and no simple writing.
        expect(firstWords(text, limit)).toBe(firstWords(`\u00ad${text}`, limit));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a name', () => {
  const invisible = [
    ...['\u200b', '\u2800', '\u3164', '\u115f', '\u1160', '\uffa0', '\u00ad', '\u180e', '\ufeff', '\u2060', '\u034f'],
    ...['\u{e0001}', '\u{e0041}', '\ufe0f', '\u{e0101}', '\u200d', '\u200c', '\u061c', '\u202e', '\u2066', '\u17b4'],
    ...['\u0000', '\u001b', '\u0085', '\u00a0', '\u3000', ' ', '\n', '\u{1d159}', '\u{1bca0}', '\u{1d173}', '\u0301'],
  ];

  it.each(invisible.map((character) => [character]))('is empty when there is only %j', (character) => {
    for (const text of [character, character.repeat(3), ` ${character} ${character}`, character.repeat(5_000)]) {
      expect([titleFromWords(text), titleFromGiven(text), nameTurn(text)]).toEqual(['', '', '']);
    }
    expect(titleFromWords(`${character.repeat(5_000)}Hello`)).toBe('Hello');
  });

  it.each([
    ['soft\u00adhyphen', 'softhyphen'],
    ['a\u200bb\u3164c\u2800d', 'abc d'],
    ['\u202eevil\u202c name', 'evil name'],
    ['👩‍👩‍👧 and 👩🏽‍🚀 and ❤️‍🔥', '👩‍👩‍👧 and 👩🏽‍🚀 and ❤️‍🔥'],
    ['👩\u200d and \u200d👧', '👩 and 👧'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    ['a\u200d\u200cb \u200cc', 'ab c'],
    ['\ufe0f❤️\ufe0f!', '❤️!'],
    ['  My\n\ttrip ', 'My trip'],
    ['\ue000\u{10ffff}', '\ue000\u{10ffff}'],
    ['\ud83d half', '\ufffd half'],
  ])('given as %j reads %j', (given, shown) => {
    expect(titleFromGiven(given)).toBe(shown);
    expect(titleFromWords(given)).toBe(shown);
  });

  it('of any text is empty or shows something, and no character is cut in half', () => {
    const anything = fc.string({ unit: fc.oneof(fc.constantFrom(...invisible), fc.string({ unit: 'binary' })) });
    const halves = fc.string({ unit: fc.constantFrom('\ud83d', '\ude42', 'a', '\u200d', '🙂', '\u2800') });
    const nothing = /^[\p{Cf}\p{Cc}\p{M}\s\p{Default_Ignorable_Code_Point}\u2800]*$/u;
    fc.assert(
      fc.property(fc.oneof(anything, halves), (text) => {
        for (const name of [titleFromWords(text), titleFromGiven(text), nameTurn(text)]) {
          if (name !== '') expect(name).not.toMatch(nothing);
          expect(toWellFormed(name)).toBe(name);
        }
      }),
      { numRuns: 500 },
    );
    expect(firstWords(`${'🙂'.repeat(447)}a🙂`, 28)).not.toContain('\ufffd');
    expect(firstWords(`a${'\u200b'.repeat(28 * 32 - 2)}🙂`, 28)).toBe('a');
  });
});

describe('toWellFormed', () => {
  it('replaces half characters and nothing else', () => {
    expect(toWellFormed('a\ud83d b\ude42 🙂\0')).toBe('a\ufffd b\ufffd 🙂\0');
  });
});
