import { type FocusEvent, type KeyboardEvent, useCallback, useState } from 'react';
import { placeAfter } from './roving-keys.ts';

/**
 * Many controls beside each other as one tab stop: arrow keys, Home and End move among them. The controls are the buttons inside of
 * what has these handlers; each takes its `tabIndex` from its place.
 */
export function useRovingFocus(count: number) {
  const [place, setPlace] = useState(0);
  const stop = Math.min(place, count - 1);
  const onKeyDown = useCallback((event: KeyboardEvent) => {
    // What opens over them, a menu say, is not in them.
    if (!event.currentTarget.contains(event.target as Node)) return;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const controls = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
    const now = controls.indexOf(document.activeElement as HTMLElement);
    const next = placeAfter(event.key, { place: now, length: controls.length, isRow: true });
    if (next === null) return;
    event.preventDefault();
    controls[next]?.focus();
  }, []);
  const onFocus = useCallback((event: FocusEvent) => {
    const at = [...event.currentTarget.querySelectorAll('button')].indexOf(event.target as HTMLButtonElement);
    if (at >= 0) setPlace(at);
  }, []);
  return { onKeyDown, onFocus, tabIndexOf: (index: number) => (index === stop ? 0 : -1) };
}
