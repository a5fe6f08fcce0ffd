import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldedName, openFileNames, safeFileName } from './file-names.ts';

const reserved = ['CON', 'prn', 'Aux', 'NUL', 'com1', 'COM9', 'lpt1', 'LPT9', 'COM¹', 'CONIN$', 'nul.txt', 'aux .b'];
const anyWords = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme', minLength: 60, maxLength: 200 }),
  fc.string({ unit: fc.constantFrom(...'ab .<>:"/\\|?*\u0000\u001f…é') }),
  fc.constantFrom(...reserved),
);

function expectSafe(name: string, ending: string): void {
  expect(name).toMatch(new RegExp(`.\\.${ending}$`));
  expect(name).not.toMatch(/[<>:"/\\|?*\p{Cc}]/u);
  expect(name).not.toMatch(/[. ]$|^[. ]/);
  expect(name).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d|com[¹²³]|lpt[¹²³]|conin\$|conout\$)( *\.|$)/i);
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(120);
  expect(name).toBe(name.normalize('NFC'));
  expect(name).not.toMatch(/\p{Cs}/u);
}

describe('a file name', () => {
  it('is one that every system takes, whatever the words', () => {
    fc.assert(
      fc.property(anyWords, fc.constantFrom('md', 'html', 'palimpsest'), (words, ending) => {
        expectSafe(safeFileName(words, ending, 'Untitled'), ending);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is given once, also where capitals and forms of letters are not told apart', () => {
    fc.assert(
      fc.property(fc.array(anyWords, { maxLength: 30 }), (titles) => {
        const names = openFileNames();
        const given = [...titles, ...titles.map((title) => title.toUpperCase())].map((title) =>
          names.unique(title, 'md', 'Untitled'),
        );
        for (const name of given) expectSafe(name, 'md');
        expect(new Set(given.map(foldedName)).size).toBe(given.length);
      }),
    );
  });

  it.each([
    ['CON', '_CON.md'],
    ['com1.txt', '_com1.txt.md'],
    ['a/b: c?', 'a b c.md'],
    ['...hidden...', 'hidden.md'],
    ['e\u0301t\u00e9', 'été.md'],
    ['', 'Untitled.md'],
    ['\u202e\u0000', 'Untitled.md'],
  ])('for %j is %j', (words, name) => {
    expect(safeFileName(words, 'md', 'Untitled')).toBe(name);
  });

  it('is cut between characters, not inside of one', () => {
    expect(safeFileName('家'.repeat(60), 'md', 'x')).toBe(`${'家'.repeat(39)}.md`);
    expect(safeFileName('👩‍👩‍👧'.repeat(20), 'md', 'x')).toBe(`${'👩‍👩‍👧'.repeat(6)}.md`);
  });

  it('keeps its number where the words are cut', () => {
    const names = openFileNames();
    const long = 'a'.repeat(300);
    expect(names.unique(long, 'md', 'x')).toBe(`${'a'.repeat(117)}.md`);
    expect(names.unique(long, 'md', 'x')).toBe(`${'a'.repeat(113)} (2).md`);
  });
});
