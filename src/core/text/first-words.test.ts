import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstWords, nameTurn, titleFromWords } from './first-words.ts';
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
  ])('names a turn that says %j', (text, name) => {
    expect(nameTurn(text)).toBe(name);
  });

  it('gives a chat more words than a turn', () => {
    expect(titleFromWords('Tell me, please, all about the sea and the ships that sail it')).toBe(
      'Tell me, please, all about the sea and the…',
    );
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

describe('toWellFormed', () => {
  it('replaces half characters and nothing else', () => {
    expect(toWellFormed('a\ud83d b\ude42 🙂\0')).toBe('a\ufffd b\ufffd 🙂\0');
  });
});
