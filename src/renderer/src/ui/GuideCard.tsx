import { Popover as Parts } from '@base-ui/react/popover';
import { type ReactNode, type RefObject, useEffect } from 'react';
import './guide-card.css';

export interface GuideCardProps {
  /** What it speaks of: it stands beside it, and that is framed. */
  readonly at: Element;
  readonly name: string;
  readonly first: RefObject<HTMLElement | null>;
  /** Has the focus when the card is gone. */
  readonly focusAfter: () => HTMLElement | null;
  /** Escape. */
  readonly onLeave: () => void;
  readonly children: ReactNode;
}

/** A card that points at a part of the page, which stays in reach: only Escape and its own buttons close it. */
export function GuideCard({ at, name, first, focusAfter, onLeave, children }: GuideCardProps) {
  useEffect(() => {
    at.classList.add('guided');
    const bringIntoView = () => at.scrollIntoView({ block: 'center' });
    bringIntoView();
    window.addEventListener('resize', bringIntoView);
    return () => {
      window.removeEventListener('resize', bringIntoView);
      at.classList.remove('guided');
    };
  }, [at]);
  const onOpenChange = (isOpen: boolean, details: Parts.Root.ChangeEventDetails) => {
    if (!isOpen && details.reason === 'escape-key') onLeave();
    else details.cancel();
  };
  return (
    <Parts.Root open onOpenChange={onOpenChange}>
      <Parts.Portal>
        <Parts.Positioner
          className="popover-place"
          anchor={at}
          positionMethod="fixed"
          side="top"
          sideOffset={12}
          collisionPadding={12}
        >
          <Parts.Popup
            className="guide-card"
            aria-label={name}
            data-testid="tour-card"
            initialFocus={first}
            finalFocus={() => focusAfter() ?? true}
          >
            {children}
          </Parts.Popup>
        </Parts.Positioner>
      </Parts.Portal>
    </Parts.Root>
  );
}
