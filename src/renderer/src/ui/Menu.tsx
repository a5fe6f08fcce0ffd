import { type KeyboardEvent, useEffect, useRef } from 'react';

export interface MenuItem {
  readonly name: string;
  readonly isDangerous?: boolean;
  readonly onChoose: () => void;
}

export interface MenuProps {
  readonly name: string;
  /** Where its upper left corner is wanted, in pixels of the window; it moves to stay inside. */
  readonly at: { readonly x: number; readonly y: number };
  readonly items: readonly MenuItem[];
  readonly onClose: () => void;
}

const MARGIN = 8;

/** A short list of actions: arrow keys move, Escape and a press elsewhere close it. */
export function Menu({ name, at, items, onClose }: MenuProps) {
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const before = document.activeElement;
    list.current?.querySelector('button')?.focus();
    const closeOutside = (event: Event) => {
      if (!list.current?.contains(event.target as Node)) onClose();
    };
    document.addEventListener('pointerdown', closeOutside, true);
    window.addEventListener('blur', onClose);
    return () => {
      document.removeEventListener('pointerdown', closeOutside, true);
      window.removeEventListener('blur', onClose);
      // An item may have moved the focus on purpose, as to a text box: it is then left there.
      const isLost = document.activeElement === null || document.activeElement === document.body;
      if (isLost && before instanceof HTMLElement) before.focus();
    };
  }, [onClose]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    }
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const index = buttons.indexOf(document.activeElement as HTMLButtonElement);
    buttons[(index + step + buttons.length) % buttons.length]?.focus();
  };

  const left = Math.min(at.x, window.innerWidth - 160 - MARGIN);
  const top = Math.min(at.y, window.innerHeight - items.length * 34 - 2 * MARGIN);
  return (
    <div
      ref={list}
      className="menu"
      role="menu"
      tabIndex={-1}
      aria-label={name}
      style={{ left, top }}
      onKeyDown={onKeyDown}
    >
      {items.map((item) => (
        <button
          key={item.name}
          type="button"
          role="menuitem"
          className={item.isDangerous ? 'menu-item dangerous' : 'menu-item'}
          onClick={() => {
            onClose();
            item.onChoose();
          }}
        >
          {item.name}
        </button>
      ))}
    </div>
  );
}
