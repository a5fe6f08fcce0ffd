import { characterCount, isMessageTooLong, mostMessageCharacters } from '../../../shared/message-length.ts';

/** Words that did not enter the composer, since the message would have become too long with them. */
export interface RefusedWords {
  readonly text: string;
  /** How many characters the message would have. */
  readonly characters: number;
  /** How many more there is room for. */
  readonly roomCharacters: number;
}

/**
 * What is refused when `inserted` takes the place of `draft` from `start` to `end`; null when it may enter. Lengths decide
 * wherever they can: this is asked at each key, and of texts of many megabytes. What only shortens may always be done.
 */
export function refusedEntry(draft: string, start: number, end: number, inserted: string): RefusedWords | null {
  const length = draft.length - (end - start) + inserted.length;
  if (length <= mostMessageCharacters || length < draft.length) return null;
  const keptCharacters = characterCount(draft.slice(0, start)) + characterCount(draft.slice(end));
  const characters = keptCharacters + characterCount(inserted);
  if (characters <= mostMessageCharacters) return null;
  return { text: inserted, characters, roomCharacters: Math.max(0, mostMessageCharacters - keptCharacters) };
}

/** Where two texts differ: what stood from `start` to `end` of the first was replaced by `inserted`. */
export function differenceOf(before: string, after: string) {
  let start = 0;
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let behind = 0;
  while (
    behind < shorter - start &&
    before.charCodeAt(before.length - 1 - behind) === after.charCodeAt(after.length - 1 - behind)
  ) {
    behind += 1;
  }
  return { start, end: before.length - behind, inserted: after.slice(start, after.length - behind) };
}

/** The first `count` characters, never half of one. */
export function firstCharacters(text: string, count: number): string {
  return text.slice(0, unitsOf(text, count));
}

/** The last `count` characters, never half of one. */
export function lastCharacters(text: string, count: number): string {
  // Counted from the end: only so much of the text is looked at as is kept.
  let start = text.length;
  for (let kept = 0; kept < count && start > 0; kept += 1) start -= isPairBefore(text, start) ? 2 : 1;
  return text.slice(start);
}

/** What is said of a draft that is too long already, as one from an earlier version: how many characters it has. */
export function tooLongCharacters(draft: string): number | null {
  return isMessageTooLong(draft) ? characterCount(draft) : null;
}

function unitsOf(text: string, count: number): number {
  let end = 0;
  for (let taken = 0; taken < count && end < text.length; taken += 1) end += isPairBefore(text, end + 2) ? 2 : 1;
  return end;
}

function isPairBefore(text: string, end: number): boolean {
  if (end < 2 || end > text.length) return false;
  const high = text.charCodeAt(end - 2);
  const low = text.charCodeAt(end - 1);
  return high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000;
}
