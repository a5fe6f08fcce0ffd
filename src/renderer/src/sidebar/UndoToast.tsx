import { useEffect, useState } from 'react';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { Icon } from '../ui/Icon.tsx';

/** Long enough to read it, look at the list and change one's mind; it waits while the pointer or the focus is on it. */
const SHOWN_MS = 12_000;

/** After a chat was deleted: brings it back with one press. */
export function UndoToast() {
  const words = useWords();
  const page = usePage();
  const undo = usePageState((state) => state.undo);
  const isReachable = usePageState((state) => state.link === 'open');
  const [isHeld, setHeld] = useState(false);

  useEffect(() => {
    // Time in which nothing could have been brought back does not count.
    if (!undo || isHeld || !isReachable) return;
    const timer = setTimeout(page.forgetUndo, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [undo, isHeld, isReachable, page]);

  return (
    <div role="status">
      {undo && (
        // biome-ignore lint/a11y/noStaticElementInteractions: it only waits while it is looked at; what acts are its buttons
        <div
          className="toast"
          onMouseEnter={() => setHeld(true)}
          onMouseLeave={() => setHeld(false)}
          onFocus={() => setHeld(true)}
          onBlur={() => setHeld(false)}
        >
          <span className="toast-text">{words.chats.removed(undo.title)}</span>
          <button type="button" className="button small" onClick={() => void page.restoreChat()}>
            {words.chats.undo}
          </button>
          <button type="button" className="icon-button" aria-label={words.link.dismiss} onClick={page.forgetUndo}>
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}
