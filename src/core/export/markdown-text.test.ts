import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdownText, markdownWords } from './markdown-text.ts';
import { saidWords } from './said-words.ts';

/** What a reader of CommonMark makes of a line that holds nothing but words. */
function readLine(line: string): string {
  return line
    .replace(/^(&nbsp;)*/, (blanks) => ' '.repeat(blanks.length / '&nbsp;'.length))
    .replace(/\\([!-/:-@[-`{-~])/g, '$1');
}

/** The words of a whole text, without what only lays them out. */
function readText(markdown: string): string[] {
  return markdown
    .split('\n')
    .map((line) => readLine(line.replace(/(?<!\\)((?:\\\\)*)\\$/, '$1')))
    .filter((line) => line.trim() !== '');
}

/** A sign that could begin something inside a line, and is not escaped. */
const bareSign = /(?<!\\)(?:\\\\)*(?!\\)[`*_[\]<>~|$]|(?<!\\)(?:\\\\)*&(?!nbsp;)/;

/** What a line can be besides words: heading, underline, list, rule, fence, quote, code by its blanks. */
const blockStart =
  /^(?: {4}|\t| {0,3}(?:#{1,6}(?:\s|$)|>|[-+*](?:\s|$)|\d{1,9}[.)](?:\s|$)|=+\s*$|-+\s*$|(?:\*\s*){3,}$|```|~~~))/;

const pieces = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...'#-+*_`~=>|<&[]()!\\.:$ \t\n19ab') }),
  fc.constantFrom(
    '```',
    '~~~',
    '</script>',
    '<img onerror=x>',
    '# ',
    '---',
    '===',
    '1. ',
    '- ',
    '> ',
    '&amp;',
    '[a](b)',
  ),
);
const anyText = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(''));

describe('words as Markdown', () => {
  it('hold no sign that could begin anything', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const line of markdownText(text).split('\n')) {
          const words = line.replace(/(?<!\\)((?:\\\\)*)\\$/, '$1');
          expect(words).not.toMatch(bareSign);
          expect(words).not.toMatch(blockStart);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('are read as the words that were said, line by line', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const said = saidWords(text)
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== '');
        expect(readText(markdownText(text)).map((line) => line.trim())).toEqual(said);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['# not a heading', '\\# not a heading'],
    ['Title\n===', 'Title\\\n\\==='],
    ['```js\ncode\n```', '\\`\\`\\`js\\\ncode\\\n\\`\\`\\`'],
    ['- not\n- a list', '\\- not\\\n\\- a list'],
    ['1. not one\n2) either', '1\\. not one\\\n2\\) either'],
    ['1.5 is a number', '1.5 is a number'],
    ['<img src=x onerror=alert(1)>', '\\<img src=x onerror=alert(1)\\>'],
    ['[a](javascript:b)', '\\[a\\](javascript:b)'],
    ['&copy; & co', '\\&copy; \\& co'],
    ['https://a.example/b_c and www.d.example', 'https\\://a.example/b\\_c and www\\.d.example'],
    ['    not code', '&nbsp;&nbsp;&nbsp;&nbsp;not code'],
    ['one\n\n\n\ntwo', 'one\n\ntwo'],
    ['ends with \\', 'ends with \\\\'],
    [' \n\t\n', ''],
  ])('%j is written as %j', (text, markdown) => {
    expect(markdownText(text)).toBe(markdown);
  });

  it('stand in one line where there is room for one', () => {
    expect(markdownWords('one\n# two\r\nthree')).toBe('one # two three');
  });
});
