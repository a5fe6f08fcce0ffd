import type { RefObject } from 'react';

/**
 * For the `initialFocus` of what opens over the page: the focus is there at once, and not one frame later, so that whatever is typed
 * right behind the key that opened it goes into it, and not into what had the focus before. Asked once that is known, for the way back.
 */
export function focusNow({ current }: RefObject<HTMLElement | null>): HTMLElement | null {
  current?.focus();
  return current;
}
