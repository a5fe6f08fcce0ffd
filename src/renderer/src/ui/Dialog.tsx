import { Dialog as Parts } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import './dialog.css';

export interface DialogProps {
  readonly title: string;
  /** A sentence below the title. */
  readonly lead: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/**
 * A question that must be answered or put off before anything else: open while it is mounted. The focus stays inside and goes
 * back afterwards; Escape closes it, a press beside it does not, because what was typed would be gone.
 */
export function Dialog({ title, lead, onClose, children }: DialogProps) {
  return (
    <Parts.Root open disablePointerDismissal onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Parts.Portal>
        <Parts.Backdrop className="dialog-backdrop" />
        <Parts.Popup className="dialog">
          <Parts.Title className="dialog-title">{title}</Parts.Title>
          <Parts.Description className="dialog-lead">{lead}</Parts.Description>
          {children}
        </Parts.Popup>
      </Parts.Portal>
    </Parts.Root>
  );
}
