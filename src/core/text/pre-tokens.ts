import { letterRanges, numberRanges, whitespaceRanges } from './unicode-classes.ts';

/** Turns "41-5a aa" into the inside of a character class. */
function toClass(ranges: string): string {
  const toEscape = (codePoint: string) => `\\u{${codePoint}}`;
  return ranges
    .trim()
    .split(/\s+/)
    .map((range) => range.split('-').map(toEscape).join('-'))
    .join('');
}

const letters = toClass(letterRanges);
const numbers = toClass(numberRanges);
const whitespace = toClass(whitespaceRanges);

/** White space as the reference has it, as the inside of a character class of a `u` pattern. */
export const whitespaceClass = whitespace;

/**
 * GPT-2's pattern, with the reference's own character classes in place of \p{L}, \p{N} and \s:
 * 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
 */
const pattern = new RegExp(
  [
    "'s|'t|'re|'ve|'m|'ll|'d",
    ` ?[${letters}]+`,
    ` ?[${numbers}]+`,
    ` ?[^${whitespace}${letters}${numbers}]+`,
    `[${whitespace}]+(?![^${whitespace}])`,
    `[${whitespace}]+`,
  ].join('|'),
  'gu',
);

/** Splits a text into the pieces that byte pairs are merged within. Joined again they are the text. */
export function splitPreTokens(text: string): readonly string[] {
  return text.match(pattern) ?? [];
}
