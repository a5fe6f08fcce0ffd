import { Toast as Parts } from '@base-ui/react/toast';
import { useEffect, useRef } from 'react';
import { Icon } from './Icon.tsx';
import './toast.css';

/** Long enough to read it, look at what was changed, and change one's mind. */
export const UNDO_SHOWN_MS = 12_000;

/** What is told, and the one thing that can be done about it. */
export interface ToastMessage {
  readonly key: string;
  readonly text: string;
  readonly act: string;
  readonly onAct: () => void;
}

export interface ToastProps {
  /** What a screen reader calls the place that it is told in. */
  readonly name: string;
  readonly dismiss: string;
  readonly message: ToastMessage | null;
  /** How long it is shown; it waits while the pointer or the focus is on it. Null: for as long as nobody closes it. */
  readonly shownMs: number | null;
  readonly onClose: () => void;
}

/** Says politely, where it stands in the page, that something was done, and offers to take it back. F6 goes there. */
export function Toast(props: ToastProps) {
  return (
    <Parts.Provider limit={1}>
      <Parts.Viewport aria-label={props.name}>
        <Shown {...props} />
      </Parts.Viewport>
    </Parts.Provider>
  );
}

function Shown({ dismiss, message, shownMs, onClose }: ToastProps) {
  const { toasts, add, close } = Parts.useToastManager<ToastMessage>();
  const shownKey = useRef<string | null>(null);

  useEffect(() => {
    const key = message?.key ?? null;
    const before = shownKey.current;
    // Told apart first: closing the one before must not close the thing that is told now.
    shownKey.current = key;
    if (before !== null && before !== key) close(before);
    if (message === null || key === null) return;
    const onShownClose = () => shownKey.current === key && onClose();
    add({ id: key, title: message.text, timeout: shownMs ?? 0, data: message, onClose: onShownClose });
  }, [message, shownMs, onClose, add, close]);

  return toasts.map((toast) => (
    <Parts.Root
      key={toast.id}
      toast={toast}
      className="toast"
      swipeDirection={[]}
      // Escape closes this, and nothing else with it.
      onKeyDown={(event) => event.key === 'Escape' && event.stopPropagation()}
    >
      <Parts.Title className="toast-text" render={<span />} />
      <Parts.Action className="button small" data-testid="undo" onClick={toast.data?.onAct}>
        {toast.data?.act}
      </Parts.Action>
      <Parts.Close className="icon-button" aria-label={dismiss}>
        <Icon name="close" />
      </Parts.Close>
    </Parts.Root>
  ));
}
