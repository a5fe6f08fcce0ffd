import { Popover as Parts } from '@base-ui/react/popover';
import type { ReactNode, RefObject } from 'react';
import './popover.css';

/** Why it would close, and how to keep it open. */
export type PanelClosing = Parts.Root.ChangeEventDetails;

export interface AnchoredPanelProps {
  /** What it stands beside. */
  readonly at: Element;
  readonly side: 'top' | 'bottom';
  readonly gapPx: number;
  /** How far it stays from the page's edges. */
  readonly edgePx: number;
  readonly className: string;
  /** Where nothing in it is its title. */
  readonly name?: string;
  readonly testId?: string;
  /** Has the focus first. Defaults to the first thing that can have it. */
  readonly first: RefObject<HTMLElement | null> | undefined;
  /** Has the focus when it is gone; null: what had it before. */
  readonly focusAfter: () => HTMLElement | null;
  readonly onClosing: (closing: PanelClosing) => void;
  readonly children: ReactNode;
}

/** What stands beside something on the page, open while it is mounted; the page stays in reach. */
export function AnchoredPanel(props: AnchoredPanelProps) {
  const { at, side, gapPx, edgePx, className, name, testId, first, focusAfter, onClosing, children } = props;
  return (
    <Parts.Root open onOpenChange={(isOpen, details) => !isOpen && onClosing(details)}>
      <Parts.Portal>
        <Parts.Positioner
          className="popover-place"
          anchor={at}
          positionMethod="fixed"
          side={side}
          sideOffset={gapPx}
          collisionPadding={edgePx}
        >
          <Parts.Popup
            className={className}
            aria-label={name}
            data-testid={testId}
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
