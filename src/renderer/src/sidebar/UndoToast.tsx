import { useEffect, useMemo } from 'react';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { isPartOpen } from '../ui/open-part.ts';
import { Toast, UNDO_SHOWN_MS } from '../ui/Toast.tsx';
import { shortTitle } from './short-title.ts';

/** After chats were deleted or archived: brings them back one after the other, with one press each, the newest first. */
export function UndoToast() {
  const words = useWords();
  const page = usePage();
  const deletions = usePageState((state) => state.deletions);
  const isReachable = usePageState((state) => state.link === 'open');
  const newest = deletions.at(-1);
  useUndoKey(newest !== undefined);
  const message = useMemo(
    () =>
      newest
        ? {
            key: String(newest.chatId),
            text: (newest.isArchived ? words.place.archived : words.chats.removed)(shortTitle(newest.title)),
            act: words.chats.undo,
            onAct: () => void page.undoDeletion(),
          }
        : null,
    [newest, words, page],
  );
  return (
    <Toast
      name={words.chats.notices}
      dismiss={words.link.dismiss}
      message={message}
      // Time in which nothing could have been brought back does not count.
      shownMs={isReachable ? UNDO_SHOWN_MS : null}
      onClose={page.endUndo}
    />
  );
}

/** The key that takes something back does so here too, wherever it would not take back words. */
function useUndoKey(canUndo: boolean): void {
  const page = usePage();
  useEffect(() => {
    if (!canUndo) return;
    const onKeyDown = (event: KeyboardEvent) => {
      const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z';
      const isInText = event.target instanceof Element && event.target.closest('input, textarea, [contenteditable]');
      if (!isUndo || isInText || event.defaultPrevented || isPartOpen()) return;
      event.preventDefault();
      void page.undoDeletion();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [canUndo, page]);
}
