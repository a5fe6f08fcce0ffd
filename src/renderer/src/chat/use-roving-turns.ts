import { type RefObject, useEffect } from 'react';
import { isTextField, placeAfter } from '../ui/roving-keys.ts';
import { turnItemAround } from './transcript-elements.ts';
import type { TranscriptView } from './transcript-view.ts';

/** How far a page key goes. */
const TURNS_IN_PAGE = 5;

const FOCUSABLE = 'button, a[href], input, textarea, [tabindex]';

/**
 * The focus in the turns: one of them is a Tab stop, what stands in it comes after it, and keys move from turn to turn. What can
 * be reached by Tab is looked at when Tab is pressed, so that no turn renders for it.
 */
export function useRovingTurns(content: RefObject<HTMLElement | null>, view: TranscriptView): void {
  useEffect(() => {
    const turns = content.current;
    return turns ? openRoving(turns, view) : undefined;
  }, [content, view]);
}

function openRoving(turns: HTMLElement, view: TranscriptView): () => void {
  let stopId: number | null = null;

  const focusTurn = (turnId: number | undefined) => {
    if (turnId === undefined) return;
    // What is far from sight is laid out before this returns.
    void view.show(turnId, { takesFocus: false });
    view.turnItem(turnId)?.focus({ preventScroll: true });
  };
  const beforeTab = ({ key }: KeyboardEvent) => {
    if (key !== 'Tab') return;
    const items = view.turnItems();
    const stop = (stopId === null ? null : view.turnItem(stopId)) ?? items.at(-1);
    for (const item of items) leaveOneStop(item, item === stop);
  };
  const onFocusIn = ({ target }: FocusEvent) => {
    const turnId = target instanceof Element ? turnIdOf(target) : null;
    if (turnId !== null) stopId = turnId;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const item = event.target instanceof Element ? turnItemAround(event.target) : null;
    if (!item || event.defaultPrevented || event.altKey || event.shiftKey || isTextField(event.target)) return;
    if (event.key === 'ArrowRight' && event.target === item) {
      item.querySelector<HTMLElement>('button')?.focus();
      event.preventDefault();
      return;
    }
    const ids = view.turnIds();
    const place = ids.indexOf(Number(item.dataset.turn));
    const next = placeAfter(event.key, { place, length: ids.length, inPage: TURNS_IN_PAGE });
    if (next === null || place < 0) return;
    event.preventDefault();
    focusTurn(ids[next]);
  };
  document.addEventListener('keydown', beforeTab, true);
  turns.addEventListener('focusin', onFocusIn);
  turns.addEventListener('keydown', onKeyDown);
  return () => {
    document.removeEventListener('keydown', beforeTab, true);
    turns.removeEventListener('focusin', onFocusIn);
    turns.removeEventListener('keydown', onKeyDown);
  };
}

/** Marks what was taken out of the order of Tab here, and is put back here alone. */
const TAKEN_OUT = 'data-no-tab';

function leaveOneStop(item: HTMLElement, isStop: boolean): void {
  item.tabIndex = isStop ? 0 : -1;
  for (const part of item.querySelectorAll<HTMLElement>(isStop ? `[${TAKEN_OUT}]` : FOCUSABLE)) {
    if (isStop) {
      part.tabIndex = 0;
      part.removeAttribute(TAKEN_OUT);
    } else if (part.tabIndex >= 0) {
      part.tabIndex = -1;
      part.setAttribute(TAKEN_OUT, '');
    }
  }
}

function turnIdOf(element: Element): number | null {
  const id = turnItemAround(element)?.dataset.turn;
  return id === undefined ? null : Number(id);
}
