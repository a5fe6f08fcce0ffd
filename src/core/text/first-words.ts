import { withoutGreeting } from './greetings.ts';
import { findVisible, toVisibleLine } from './visible-text.ts';

const longestTitle = 48;
/** Long enough that questions which begin alike are told apart; where there is less room, less of it is shown. */
const longestTurnName = 60;

/**
 * A chat's title from what was said first: one line, empty when there is nothing to show. What only greets is left away, so that
 * not all chats are called the same.
 */
export function titleFromWords(text: string): string {
  return firstWords(withoutGreeting(text), longestTitle);
}

/** A chat's title as a person gave it: one line; empty when nothing of it could be seen. */
export function titleFromGiven(title: string): string {
  return toVisibleLine(title);
}

/** How a turn is named in the gauge and before it is forgotten. */
export function nameTurn(text: string): string {
  return firstWords(text, longestTurnName);
}

let segmenter: Intl.Segmenter | undefined;

/**
 * Writings of which each code unit is a character that can be seen, whatever stands beside it: no marks, no joiners, no
 * syllables in parts, no blanks but single spaces between words. Most words are of these, and need neither to be cleaned nor a
 * segmenter, which take twenty times as long.
 */
const simple =
  '[!-~\\u00a1-\\u00ac\\u00ae-\\u02ff\\u0370-\\u0377\\u037a-\\u037f\\u0384-\\u0482\\u048a-\\u052f\\u2010-\\u2027\\u2030-\\u205e\\u3001-\\u3029\\u3030-\\u303f\\u3041-\\u3096\\u309b-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3\\uff01-\\uff9d]';
const SIMPLE_LINE = new RegExp(`^${simple}+(?: ${simple}+)*$`);

/** Made at the first use and kept: making one takes longer than naming a hundred turns. */
function splitCharacters(line: string): Iterable<Intl.SegmentData> {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(line);
}

/**
 * The first words in at most `limit` characters as a reader counts them, cut between words where that leaves more than
 * half, else (a long word, a language without spaces) between characters. Never cuts a character.
 */
export function firstWords(text: string, limit: number): string {
  // A blank where it is cut is one between words if a word follows.
  const head = text.slice(0, limit + (text[limit] === ' ' ? 2 : 1));
  if (SIMPLE_LINE.test(head)) return head.length <= limit ? head : cut(head, limit);
  // A character can have any number of marks: what is looked at and what is kept are bounded in code units as well.
  const line = toVisibleLine(sliceWhole(text, findVisible(text), limit * 32));
  const characters: string[] = [];
  let length = 0;
  for (const { segment } of splitCharacters(line)) {
    length += segment.length;
    if (characters.length > limit || length > limit * 8) break;
    characters.push(segment);
  }
  if (characters.length <= limit && characters.join('') === line) return line;
  return cut(characters, limit);
}

const sign = /^[\s\p{P}]$/u;

/** The first of more characters than there is room for. A string: each of its code units is one. */
function cut(characters: string | readonly string[], limit: number): string {
  const kept = characters.slice(0, limit - 1);
  const isCutBetweenWords = characters[kept.length] === ' ';
  const lastSpace = isCutBetweenWords ? -1 : kept.lastIndexOf(' ');
  const words = lastSpace > limit / 2 ? kept.slice(0, lastSpace) : kept;
  const line = typeof words === 'string' ? words : words.join('');
  return `${withoutTrailingSigns(line)}…`;
}

/** From the end back: looked for from the beginning, it would be tried at each sign of the line. */
function withoutTrailingSigns(line: string): string {
  let end = line.length;
  while (end > 0) {
    const start = isSurrogatePair(line, end - 2) ? end - 2 : end - 1;
    if (!sign.test(line.slice(start, end))) break;
    end = start;
  }
  return line.slice(0, end);
}

function isSurrogatePair(line: string, index: number): boolean {
  return (line.codePointAt(index) ?? 0) > 0xffff;
}

/** At most `length` code units from `start`, without the half of a character at their end. */
function sliceWhole(text: string, start: number, length: number): string {
  if (start === -1) return '';
  const end = start + length;
  const isCutInside = end < text.length && /[\ud800-\udbff]$/.test(text.slice(end - 1, end));
  return text.slice(start, isCutInside ? end - 1 : end);
}
