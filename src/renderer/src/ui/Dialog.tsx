import { Dialog as Parts } from '@base-ui/react/dialog';
import type { ReactNode, RefObject } from 'react';
import { focusNow } from './focus-now.ts';
import './dialog.css';

export interface DialogProps {
  readonly title: string;
  /** A sentence below the title. */
  readonly lead: string;
  readonly onClose: () => void;
  /** Has the focus at first. Defaults to the first control. */
  readonly first?: RefObject<HTMLElement | null>;
  readonly children: ReactNode;
}

/**
 * A question that must be answered or put off before anything else: open while it is mounted. The focus stays inside and goes
 * back afterwards; Escape closes it, a press beside it does not, because what was typed would be gone.
 */
export function Dialog({ title, lead, onClose, first, children }: DialogProps) {
  return (
    <Parts.Root open disablePointerDismissal onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Parts.Portal>
        {/* Also over another dialog, which waits as well. */}
        <Parts.Backdrop className="dialog-backdrop" forceRender />
        <Parts.Popup className="dialog" {...(first && { initialFocus: () => focusNow(first) })}>
          <Parts.Title className="dialog-title">{title}</Parts.Title>
          <Parts.Description className="dialog-lead">{lead}</Parts.Description>
          {children}
        </Parts.Popup>
      </Parts.Portal>
    </Parts.Root>
  );
}
