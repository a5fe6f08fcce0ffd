import type { TextRange } from '../../../shared/search-view.ts';

/** A text with marks on some of its words, in order. */
export function MarkedText({ text, ranges }: { readonly text: string; readonly ranges: readonly TextRange[] }) {
  return piecesOf(text, ranges).map(({ start, words, isMarked }) =>
    isMarked ? <mark key={start}>{words}</mark> : <span key={start}>{words}</span>,
  );
}

function piecesOf(text: string, ranges: readonly TextRange[]) {
  const pieces: { readonly start: number; readonly words: string; readonly isMarked: boolean }[] = [];
  let end = 0;
  for (const range of ranges) {
    if (range.start > end) pieces.push({ start: end, words: text.slice(end, range.start), isMarked: false });
    pieces.push({ start: range.start, words: text.slice(range.start, range.end), isMarked: true });
    end = range.end;
  }
  if (end < text.length) pieces.push({ start: end, words: text.slice(end), isMarked: false });
  return pieces;
}
