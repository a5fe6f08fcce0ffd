import { Tooltip as Parts } from '@base-ui/react/tooltip';
import type { ReactNode } from 'react';
import './tooltip.css';

export interface TooltipProps {
  /** What it is about. Null while nothing is told: nothing is mounted then. */
  readonly about: Element | null;
  readonly side: 'top' | 'bottom' | 'left';
  /** The space between, in pixels. */
  readonly distance: number;
  /** For `aria-describedby`. Without it, the words are for eyes only: what they are about has them as its name. */
  readonly id?: string;
  readonly className?: string;
  /** Called on Escape and on a press elsewhere. */
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** The tooltip itself, while it is shown. Pages use it by Tooltip.tsx. */
export function OpenTooltip({ about, side, distance, id, className = 'tooltip', onClose, children }: TooltipProps) {
  const onOpenChange = (isOpen: boolean, details: Parts.Root.ChangeEventDetails) => {
    if (isOpen) return;
    // Nobody asked for it by a key or a press, so it takes none: Escape still stops the answer.
    details.cancel();
    details.allowPropagation();
    onClose();
  };
  return (
    <Parts.Root open onOpenChange={onOpenChange}>
      <Parts.Portal>
        <Parts.Positioner
          className="tooltip-place"
          anchor={about}
          positionMethod="fixed"
          side={side}
          sideOffset={distance}
          collisionPadding={8}
        >
          <Parts.Popup className={className} id={id} role="tooltip" aria-hidden={id === undefined ? true : undefined}>
            {children}
          </Parts.Popup>
        </Parts.Positioner>
      </Parts.Portal>
    </Parts.Root>
  );
}
