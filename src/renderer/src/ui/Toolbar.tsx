import { type ReactNode, useEffect, useRef } from 'react';
import { placeAfter } from './roving-keys.ts';

export interface ToolbarProps {
  /** For a screen reader. */
  readonly name: string;
  readonly className: string;
  readonly children: ReactNode;
}

/** Buttons beside each other that are one Tab stop: arrow keys, Home and End move among them, and Tab comes back to the one used last. */
export function Toolbar({ name, className, children }: ToolbarProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => (place.current ? openToolbar(place.current) : undefined), []);
  return (
    <div ref={place} className={className} role="toolbar" aria-label={name}>
      {children}
    </div>
  );
}

/** Which buttons there are is looked at when a key is pressed: they come and go without telling. */
function openToolbar(bar: HTMLElement): () => void {
  let last: EventTarget | null = null;
  const buttons = () => [...bar.querySelectorAll<HTMLElement>('button:not(:disabled)')];
  const beforeTab = ({ key }: KeyboardEvent) => {
    if (key !== 'Tab') return;
    const all = buttons();
    const stop = all.find((button) => button === last) ?? all[0];
    for (const button of all) button.tabIndex = button === stop ? 0 : -1;
  };
  const onFocusIn = ({ target }: FocusEvent) => {
    last = target;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = buttons();
    const place = all.indexOf(document.activeElement as HTMLElement);
    const next = place < 0 ? null : placeAfter(event.key, { place, length: all.length, isRow: true });
    if (next === null) return;
    event.preventDefault();
    all[next]?.focus();
  };
  document.addEventListener('keydown', beforeTab, true);
  bar.addEventListener('focusin', onFocusIn);
  bar.addEventListener('keydown', onKeyDown);
  return () => {
    document.removeEventListener('keydown', beforeTab, true);
    bar.removeEventListener('focusin', onFocusIn);
    bar.removeEventListener('keydown', onKeyDown);
  };
}
