import type { TextRange } from './text-marks.ts';
import { textNodeOf } from './transcript-elements.ts';

type Part = Pick<TextRange, 'start' | 'end'>;

const WORDS_EDGE_PX = 24;

/** Scrolls this box so that a message, or a part of its text, is in the middle of it, where it is not in sight wholly. */
export function bringIntoSight(scroller: HTMLElement, message: HTMLElement, part: Part | undefined): void {
  const text = part && textNodeOf(message);
  const range = text && rangeIn(text, part);
  const box = scroller.getBoundingClientRect();
  const wanted = (range || message).getBoundingClientRect();
  // Words at the very edge are hard to see, and what is beside them is not seen at all.
  const edge = part ? WORDS_EDGE_PX : 0;
  if (wanted.top >= box.top + edge && wanted.bottom <= box.bottom - edge) return;
  // What is taller than the view begins at its top.
  const gap = Math.max(0, (box.height - wanted.height) / 2);
  scroller.scrollTop += wanted.top - box.top - gap;
}

/** Frames do not come to a page that is hidden; a timer then stands in for them. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => resolve());
    setTimeout(resolve, 100);
  });
}

function rangeIn(text: Text, { start, end }: Part): Range {
  const range = document.createRange();
  range.setStart(text, Math.min(start, text.length));
  range.setEnd(text, Math.min(end, text.length));
  return range;
}
