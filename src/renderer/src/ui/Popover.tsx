import { Popover as Parts } from '@base-ui/react/popover';
import type { ReactNode, RefObject } from 'react';
import { AnchoredPanel, type PanelClosing } from './AnchoredPanel.tsx';

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
  const onClosing = (closing: PanelClosing) => {
    // Its own button closes it with the click that follows: closed twice, it would open again.
    if (closing.reason === 'outside-press' && at.contains(closing.event.target as Node | null)) closing.cancel();
    else onClose();
  };
  return (
    <AnchoredPanel
      {...{ at, first, onClosing }}
      {...{ side: 'bottom', gapPx: 6, edgePx: 8, className: 'popover' }}
      focusAfter={() => (at.isConnected ? (at as HTMLElement) : null)}
    >
      <Parts.Title className="popover-title">{title}</Parts.Title>
      <Parts.Description className="popover-lead">{lead}</Parts.Description>
      {children}
    </AnchoredPanel>
  );
}
