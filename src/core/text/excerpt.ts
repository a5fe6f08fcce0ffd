import type { TextRange } from '../../shared/search-view.ts';

/** About two lines of a list. */
const EXCERPT_LENGTH = 160;
/** What stands before the first place, so that one reads what it belongs to. */
const LEAD_LENGTH = 48;

/** A piece of a text on one line, with the ranges that lie in it. */
export interface Excerpt {
  readonly excerpt: string;
  readonly ranges: readonly TextRange[];
}

/** The words around the first range; cut at blanks where there are some, never inside a character. */
export function excerptOf(text: string, ranges: readonly TextRange[]): Excerpt {
  const first = ranges[0] ?? { start: 0, end: 0 };
  const start = first.start <= LEAD_LENGTH ? 0 : cutBehind(text, first.start - LEAD_LENGTH, first.start);
  const end = start + EXCERPT_LENGTH >= text.length ? text.length : cutBefore(text, start + EXCERPT_LENGTH, first.end);
  const [before, after] = [start > 0 ? '…' : '', end < text.length ? '…' : ''];
  // Each blank is one, whatever it is: places stay where they are.
  const excerpt = `${before}${text.slice(start, end).replace(/\s/gu, ' ')}${after}`;
  const inside = ranges.filter((range) => range.start >= start && range.start < end);
  const moved = (place: number) => Math.min(place, end) - start + before.length;
  return { excerpt, ranges: inside.map((range) => ({ start: moved(range.start), end: moved(range.end) })) };
}

/** A place to begin: behind the first blank from `from` on, else a whole character. */
function cutBehind(text: string, from: number, most: number): number {
  const blank = text.slice(from, most).search(/\s/u);
  if (blank >= 0) return from + blank + 1;
  return isInsideCharacter(text, from) ? from + 1 : from;
}

/** A place to end: at the last blank up to `to`, else a whole character. */
function cutBefore(text: string, to: number, least: number): number {
  if (to <= least) return least;
  const blank = text.slice(least, to).search(/\s\S*$/u);
  if (blank > (to - least) / 2) return least + blank;
  return isInsideCharacter(text, to) ? to - 1 : to;
}

function isInsideCharacter(text: string, place: number): boolean {
  return /^[\udc00-\udfff]/.test(text.slice(place, place + 1)) && /[\ud800-\udbff]$/.test(text.slice(place - 1, place));
}
