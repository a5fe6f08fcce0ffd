import type { ReactNode } from 'react';
import type { TextRange } from '../../../shared/search-view.ts';

/** A text with marks on some of its words, in order. What is not marked is text and no element: a letter may stand in it many times. */
export function MarkedText({ text, ranges }: { readonly text: string; readonly ranges: readonly TextRange[] }) {
  const pieces: ReactNode[] = [];
  let end = 0;
  for (const range of ranges) {
    if (range.start > end) pieces.push(text.slice(end, range.start));
    pieces.push(<mark key={range.start}>{text.slice(range.start, range.end)}</mark>);
    end = range.end;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}
