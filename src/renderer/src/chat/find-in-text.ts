import type { FoldedText } from '../../../shared/fold.ts';

/** A stretch of a text: [start, end) in UTF-16 units. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** Where folded words stand in a text, in the original's units; none overlap. */
export function placesOf(words: string, folded: FoldedText): Place[] {
  const places: Place[] = [];
  visitPlaces(words, folded, (start, end) => places.push({ start, end }));
  return places;
}

/** How many places that would be: of a letter there may be hundreds of thousands in a chat. */
export function countOf(words: string, folded: FoldedText): number {
  let count = 0;
  visitPlaces(words, folded, () => {
    count += 1;
  });
  return count;
}

function visitPlaces(words: string, { text, odd }: FoldedText, visit: (start: number, end: number) => void): void {
  if (words === '') return;
  let lastEnd = 0;
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + words.length)) {
    const start = odd ? originalStart(at, odd) : at;
    const end = odd ? originalEnd(at + words.length, odd) : at + words.length;
    // Two letters of what is one in the original are one place.
    if (start < lastEnd) continue;
    visit(start, end);
    lastEnd = end;
  }
}

/** What begins inside of what was one character begins with that. */
function originalStart(at: number, odd: Uint32Array): number {
  const [, foldedEnd, start, end] = lastOdd(odd, at);
  return at < foldedEnd ? start : end + at - foldedEnd;
}

function originalEnd(at: number, odd: Uint32Array): number {
  const [, foldedEnd, , end] = lastOdd(odd, at - 1);
  return at <= foldedEnd ? end : end + at - foldedEnd;
}

/** The last of the odd pieces that begins at `at` or before. */
function lastOdd(odd: Uint32Array, at: number): readonly [number, number, number, number] {
  let [low, high] = [0, odd.length / 4];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((odd[4 * middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return [0, 0, 0, 0];
  const first = 4 * (low - 1);
  return [odd[first] ?? 0, odd[first + 1] ?? 0, odd[first + 2] ?? 0, odd[first + 3] ?? 0];
}
