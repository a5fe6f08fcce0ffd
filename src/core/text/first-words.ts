import { toWellFormed } from './well-formed.ts';

const longestTitle = 48;
const longestTurnName = 28;

/** A chat's title from what was said first: one line, empty when there is nothing to show. */
export function titleFromWords(text: string): string {
  return firstWords(text, longestTitle);
}

/** How a turn is named in the gauge and before it is forgotten. */
export function nameTurn(text: string): string {
  return firstWords(text, longestTurnName);
}

let segmenter: Intl.Segmenter | undefined;

/** Made at the first use and kept: making one takes longer than naming a hundred turns. */
function splitCharacters(line: string): Iterable<Intl.SegmentData> {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(line);
}

/** Control characters, and those that change the direction of all that follows: a name stands inside other text. */
const unwanted = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]+/gu;

/**
 * The first words in at most `limit` characters as a reader counts them, cut between words where that leaves more than
 * half, else (a long word, a language without spaces) between characters. Never cuts a character.
 */
export function firstWords(text: string, limit: number): string {
  // A character can have any number of marks: what is looked at and what is kept are bounded in code units as well.
  const beginning = toWellFormed(text.trimStart().slice(0, limit * 32));
  const line = beginning.replace(unwanted, ' ').replace(/\s+/gu, ' ').trim();
  const characters: string[] = [];
  let length = 0;
  for (const { segment } of splitCharacters(line)) {
    length += segment.length;
    if (characters.length > limit || length > limit * 8) break;
    characters.push(segment);
  }
  if (characters.length <= limit && characters.join('') === line) return line;
  const kept = characters.slice(0, limit - 1);
  const isCutBetweenWords = characters[kept.length] === ' ';
  const lastSpace = isCutBetweenWords ? -1 : kept.lastIndexOf(' ');
  const words = lastSpace > limit / 2 ? kept.slice(0, lastSpace) : kept;
  return `${words.join('').replace(/[\s\p{P}]+$/u, '')}…`;
}
