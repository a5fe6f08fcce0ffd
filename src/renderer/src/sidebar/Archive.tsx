import { useEffect, useMemo, useRef } from 'react';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import './recently-deleted.css';

/** What was archived, the chat archived last first: each can be opened where it is, or brought back into the list. */
export function Archive({ onClose }: { readonly onClose: () => void }) {
  const words = useWords();
  const { place } = words;
  const page = usePage();
  const chats = usePageState((state) => state.chats);
  const archived = useMemo(
    () =>
      chats
        .flatMap(({ id, title, archivedAtMs }) => (archivedAtMs === undefined ? [] : [{ id, title, archivedAtMs }]))
        .sort((one, other) => other.archivedAtMs - one.archivedAtMs || other.id - one.id),
    [chats],
  );
  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what had the focus may have gone with what changed
  useEffect(() => {
    if (document.activeElement === document.body) list.current?.focus();
  }, [archived]);
  return (
    <Dialog title={place.archiveTitle} lead={place.archiveLead} onClose={onClose}>
      <ul ref={list} className="deleted-chats" tabIndex={-1} aria-label={place.archiveTitle}>
        {archived.map(({ id, title, archivedAtMs }) => (
          <li key={id} className="deleted-chat" data-testid="archived-chat" data-archived-id={id}>
            <div className="deleted-what">
              <button
                type="button"
                className="archived-open"
                onClick={() => {
                  page.openChat(id);
                  onClose();
                }}
              >
                {title || words.chats.untitled}
              </button>
              <div className="deleted-facts">{place.archivedOn(archivedAtMs)}</div>
            </div>
            <button
              type="button"
              className="button small"
              aria-label={place.restoreNamed(title || words.chats.untitled)}
              onClick={() => void page.unarchiveChat(id)}
            >
              {place.restore}
            </button>
          </li>
        ))}
      </ul>
      {archived.length === 0 && <p className="deleted-none">{place.archiveNone}</p>}
      <div className="dialog-buttons">
        <span className="grow" />
        <button type="button" className="button" onClick={onClose}>
          {place.close}
        </button>
      </div>
    </Dialog>
  );
}
