import { Popover as Parts } from '@base-ui/react/popover';
import type { ReactNode, RefObject } from 'react';
import './popover.css';

export interface PopoverProps {
  /** The control that it belongs to: it stands beside it, and the focus goes back there. */
  readonly at: Element;
  readonly title: string;
  /** A sentence below the title. */
  readonly lead: string;
  /** Has the focus first. Defaults to the first thing that can have it. */
  readonly first?: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A small panel beside a control, open while it is mounted; the page behind it stays in reach. Escape, a press elsewhere and
 * leaving it by Tab close it. To be fetched with what it shows (`later.tsx`).
 */
export function Popover({ at, title, lead, first, onClose, children }: PopoverProps) {
  const onOpenChange = (isOpen: boolean, details: Parts.Root.ChangeEventDetails) => {
    if (isOpen) return;
    // Its own button closes it with the click that follows: closed twice, it would open again.
    if (details.reason === 'outside-press' && at.contains(details.event.target as Node | null)) details.cancel();
    else onClose();
  };
  return (
    <Parts.Root open onOpenChange={onOpenChange}>
      <Parts.Portal>
        <Parts.Positioner
          className="popover-place"
          anchor={at}
          positionMethod="fixed"
          side="bottom"
          align="center"
          sideOffset={6}
          collisionPadding={8}
        >
          <Parts.Popup
            className="popover"
            initialFocus={first}
            finalFocus={() => (at.isConnected ? (at as HTMLElement) : true)}
          >
            <Parts.Title className="popover-title">{title}</Parts.Title>
            <Parts.Description className="popover-lead">{lead}</Parts.Description>
            {children}
          </Parts.Popup>
        </Parts.Positioner>
      </Parts.Portal>
    </Parts.Root>
  );
}
