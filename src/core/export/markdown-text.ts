import { saidWords } from './said-words.ts';

/** Each of these can begin something inside a line: emphasis, code, a link, HTML, an entity, a table, a formula. */
const anywhere = /[\\`*_[\]<>&~|$]/g;

/** What makes a line, by its beginning, anything but words: a heading, its underline, a list, a rule, a note's mark. */
const lineStart = /^([#=+-]|:(?=\s))/;
const numberedStart = /^(\d{1,9})([.)])(?=\s|$)/;

/** A text as Markdown that reads as these very words, line by line, whatever they are. Never empty lines at its ends. */
export function markdownText(text: string): string {
  const lines = saidWords(text).split('\n').map(markdownLine);
  const kept: string[] = [];
  for (const [index, line] of lines.entries()) {
    const goesOn = line !== '' && (lines[index + 1] ?? '') !== '';
    // A line break where the next line goes on; elsewhere an empty line divides.
    if (line !== '' || (kept.length > 0 && kept.at(-1) !== '')) kept.push(goesOn ? `${line}\\` : line);
  }
  if (kept.at(-1) === '') kept.pop();
  return kept.join('\n');
}

/** Words inside a line of Markdown. */
export function markdownWords(text: string): string {
  return markdownLine(saidWords(text).replace(/\s*\n\s*/g, ' '));
}

function markdownLine(line: string): string {
  const words = line.trim();
  if (words === '') return '';
  // Blanks before the first word would make it code, and are otherwise not drawn at all.
  const indent = line.slice(0, line.length - line.trimStart().length).replaceAll('\t', '    ');
  const escaped = words
    .replace(anywhere, '\\$&')
    // A dialect that makes links of bare addresses would take the backslashes in them for a part.
    .replace(/:\/\//g, '\\://')
    .replace(/(\bwww)\./gi, '$1\\.')
    .replace(lineStart, '\\$1')
    .replace(numberedStart, '$1\\$2');
  return `${'&nbsp;'.repeat(indent.length)}${escaped}`;
}
