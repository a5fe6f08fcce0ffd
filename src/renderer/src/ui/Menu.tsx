import { type MouseEvent, type ReactNode, useMemo, useState } from 'react';
import { later } from './later.tsx';
import type { MenuItem, MenuPlace } from './OpenMenu.tsx';
import { tip } from './watch-tips.ts';

const OpenMenu = later(() => import('./OpenMenu.tsx').then((file) => file.OpenMenu));

/** Whether a menu is open, and where. */
export interface MenuState {
  readonly at: MenuPlace | null;
  open(at: MenuPlace): void;
  close(): void;
}

/** A closed menu is one state: nothing of it is mounted, however many things have one. */
export function useMenu(): MenuState {
  const [at, setAt] = useState<MenuPlace | null>(null);
  return useMemo(() => ({ at, open: setAt, close: () => setAt(null) }), [at]);
}

/** For a thing whose menu opens where it is asked for by the other mouse button or by its key. */
export function openAtPointer(menu: MenuState): (event: MouseEvent) => void {
  return (event) => {
    event.preventDefault();
    menu.open({ x: event.clientX, y: event.clientY });
  };
}

export interface MenuButtonProps {
  readonly menu: MenuState;
  readonly name: string;
  readonly className: string;
  /** Defaults to a Tab stop of its own. */
  readonly tabIndex?: number | undefined;
  /** What it is for, where its name does not say all. */
  readonly says?: string;
  /** It is pointed at. */
  readonly onLook?: () => void;
  readonly children: ReactNode;
}

/** A button that opens its menu below itself, and closes it when pressed again. */
export function MenuButton({ menu, name, className, tabIndex, says, onLook, children }: MenuButtonProps) {
  return (
    <button
      type="button"
      className={className}
      aria-label={name}
      tabIndex={tabIndex}
      {...tip(says)}
      onMouseEnter={onLook}
      aria-haspopup="menu"
      aria-expanded={menu.at !== null}
      onClick={(event) => (menu.at === null ? menu.open(event.currentTarget) : menu.close())}
    >
      {children}
    </button>
  );
}

export interface MenuProps {
  readonly menu: MenuState;
  readonly name: string;
  /** Asked for when it opens. */
  readonly items: () => readonly MenuItem[];
}

/**
 * A short list of actions. Arrow keys, Home, End and first letters move in it; Escape, Tab, a press elsewhere and leaving the
 * window close it; the focus goes back to where it was, unless what was chosen has moved it.
 */
export function Menu({ menu, name, items }: MenuProps) {
  return menu.at === null ? null : <OpenMenu at={menu.at} onClose={menu.close} name={name} items={items} />;
}
