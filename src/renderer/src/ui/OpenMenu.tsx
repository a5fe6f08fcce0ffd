import { Menu as Parts } from '@base-ui/react/menu';
import { type FocusEvent, type KeyboardEvent, useEffect, useMemo, useRef } from 'react';
import './menu.css';

export interface MenuItem {
  readonly name: string;
  readonly isDangerous?: boolean;
  readonly onChoose: () => void;
}

/** Where a menu opens: below a control, or at a point of the window, in pixels. */
export type MenuPlace = Element | { readonly x: number; readonly y: number };

export interface OpenMenuProps {
  readonly at: MenuPlace;
  readonly name: string;
  readonly items: () => readonly MenuItem[];
  readonly onClose: () => void;
}

/** The menu itself, while it is open. Pages use it by Menu.tsx. */
export function OpenMenu({ at, name, items, onClose }: OpenMenuProps) {
  const anchor = useMemo(() => (at instanceof Element ? at : pointAnchor(at)), [at]);

  const isEntered = useRef(false);

  useEffect(() => {
    window.addEventListener('blur', onClose);
    return () => window.removeEventListener('blur', onClose);
  }, [onClose]);

  /** The list is entered at its first item, however it was opened. */
  const enter = ({ target, currentTarget }: FocusEvent) => {
    if (isEntered.current || target !== currentTarget) return;
    isEntered.current = true;
    currentTarget.querySelector<HTMLElement>('[role="menuitem"]')?.focus({ preventScroll: true });
  };
  /** A menu has nothing that Tab could go on to: it closes, and the focus is where it was. */
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Tab') return;
    event.preventDefault();
    onClose();
  };
  const onOpenChange = (isOpen: boolean, details: Parts.Root.ChangeEventDetails) => {
    if (isOpen) return;
    // Its own button closes it with the click that follows: closed twice, it would open again.
    const isOwnButton = at instanceof Element && at.contains(details.event.target as Node | null);
    if (details.reason === 'outside-press' && isOwnButton) details.cancel();
    else onClose();
  };
  return (
    <Parts.Root open modal={false} onOpenChange={onOpenChange}>
      <Parts.Portal>
        <Parts.Positioner
          className="menu-place"
          anchor={anchor}
          positionMethod="fixed"
          align="start"
          sideOffset={at instanceof Element ? 2 : 0}
          collisionPadding={8}
        >
          <Parts.Popup className="menu" aria-label={name} onFocus={enter} onKeyDown={leave}>
            {items().map((item) => (
              <Parts.Item
                key={item.name}
                className={item.isDangerous ? 'menu-item dangerous' : 'menu-item'}
                // After the focus has gone back: what is chosen may move it, as to a text box, and has the last word.
                onClick={() => setTimeout(item.onChoose)}
              >
                {item.name}
              </Parts.Item>
            ))}
          </Parts.Popup>
        </Parts.Positioner>
      </Parts.Portal>
    </Parts.Root>
  );
}

function pointAnchor({ x, y }: { readonly x: number; readonly y: number }) {
  return { getBoundingClientRect: () => DOMRect.fromRect({ x, y }) };
}
