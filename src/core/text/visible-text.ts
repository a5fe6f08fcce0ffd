import { toWellFormed } from './well-formed.ts';

/*
 * What has no picture of its own: control and format characters, what Unicode says to ignore (soft hyphens, Hangul fillers,
 * tags, variation selectors), and three that are drawn as nothing: U+2800, U+1D159 and U+16FE4.
 */
const variations = '\\ufe00-\\ufe0f\\u180b-\\u180d\\u180f\\u{e0100}-\\u{e01ef}';
const joiners = '\\u200c\\u200d';
const ignored = '\\p{Cf}\\p{Default_Ignorable_Code_Point}\\u{16fe4}';
const blank = '\\p{Cc}\\s\\u2800\\u{1d159}';

const ignorable = new RegExp(`(?![${variations}${joiners}])[${ignored}]`, 'gu');
/** A variation of nothing. */
const loneVariation = new RegExp(`(?<![^${ignored}${blank}])[${variations}]`, 'gu');
const letter = '[\\p{L}\\p{M}]';
const picture = '\\p{Extended_Pictographic}';
/** Joiners shape emoji and the letters of some scripts; anywhere else they are only in the way. */
const joining = `(?<=${letter})[${joiners}](?=${letter})|(?<=[${picture}\\p{Emoji_Modifier}]\\ufe0f?)\\u200d(?=${picture})`;
const looseJoiner = new RegExp(`(?!${joining})[${joiners}]`, 'gu');
const blanks = new RegExp(`[${blank}]+`, 'gu');
/** Marks alone stand on nothing. */
const visible = new RegExp(`[^\\p{M}${ignored}${blank}]`, 'u');

/**
 * A text as one line in which everything can be seen: no control or format characters, one space for each stretch of white
 * space, and empty when there is nothing to see at all.
 */
export function toVisibleLine(text: string): string {
  const shown = toWellFormed(text).replace(ignorable, '').replace(loneVariation, '').replace(looseJoiner, '');
  const line = shown.replace(blanks, ' ').trim();
  return visible.test(line) ? line : '';
}

/** Where the first character that can be seen begins; -1 when there is none. */
export function findVisible(text: string): number {
  return text.search(visible);
}
