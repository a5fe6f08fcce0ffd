import { useMemo } from 'react';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { Toast } from '../ui/Toast.tsx';

/** Long enough to read it, look at the list and change one's mind. */
const SHOWN_MS = 12_000;

/** After a chat was deleted: brings it back with one press. */
export function UndoToast() {
  const words = useWords();
  const page = usePage();
  const undo = usePageState((state) => state.undo);
  const isReachable = usePageState((state) => state.link === 'open');
  const message = useMemo(
    () =>
      undo && {
        key: String(undo.chatId),
        text: words.chats.removed(undo.title),
        act: words.chats.undo,
        onAct: () => void page.restoreChat(),
      },
    [undo, words, page],
  );
  return (
    <Toast
      name={words.chats.notices}
      dismiss={words.link.dismiss}
      message={message}
      // Time in which nothing could have been brought back does not count.
      shownMs={isReachable ? SHOWN_MS : null}
      onClose={page.forgetUndo}
    />
  );
}
