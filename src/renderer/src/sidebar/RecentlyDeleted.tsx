import { useEffect, useRef, useState } from 'react';
import type { DeletedChat } from '../../../shared/deleted-view.ts';
import { sentenceOf } from '../../../shared/words/sentence-of.ts';
import { isClosed, mishapOf } from '../state/core-link.ts';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import type { Mishap } from '../state/page-state.ts';
import { Dialog } from '../ui/Dialog.tsx';
import './recently-deleted.css';

const noChats: readonly DeletedChat[] = [];

/** What was deleted: each comes back or goes for good; and how long it all stays. */
export function RecentlyDeleted({ onClose }: { readonly onClose: () => void }) {
  const words = useWords();
  const page = usePage();
  const { deleted } = words.chats;
  const { chats, mishap } = useDeletedChats();
  const [askedAbout, setAskedAbout] = useState<number | 'all' | null>(null);
  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what had the focus may have gone with what changed
  useEffect(() => {
    if (document.activeElement === document.body) list.current?.focus();
  }, [chats, askedAbout]);
  const forGood = (chatIds: readonly number[]) => {
    setAskedAbout(null);
    void page.deleteForGood(chatIds);
  };
  return (
    <Dialog title={deleted.title} lead={deleted.lead} onClose={onClose}>
      <KeptDays />
      <ul ref={list} className="deleted-chats" tabIndex={-1} aria-label={deleted.title}>
        {chats?.map((chat) => (
          <li key={chat.id} className="deleted-chat" data-testid="deleted-chat" data-chat-id={chat.id}>
            <div className="deleted-what">
              <div className="deleted-title">{chat.title || words.chats.untitled}</div>
              <div className="deleted-facts">{deleted.facts(chat.deletedAtMs, chat.daysLeft)}</div>
            </div>
            {askedAbout === chat.id ? (
              <Sure count={1} onYes={() => forGood([chat.id])} onNo={() => setAskedAbout(null)} />
            ) : (
              <RowActions
                title={chat.title || words.chats.untitled}
                onRestore={() => void page.restoreChat(chat.id)}
                onForGood={() => setAskedAbout(chat.id)}
              />
            )}
          </li>
        ))}
      </ul>
      {chats?.length === 0 && <p className="deleted-none">{deleted.none}</p>}
      <div role="alert">{mishap && <p className="note">{sentenceOf(words, mishap)}</p>}</div>
      <div className="dialog-buttons">
        {askedAbout === 'all' ? (
          <Sure
            count={chats?.length ?? 0}
            onYes={() => forGood((chats ?? noChats).map(({ id }) => id))}
            onNo={() => setAskedAbout(null)}
          />
        ) : (
          (chats ?? noChats).length > 0 && (
            <button type="button" className="button quiet" onClick={() => setAskedAbout('all')}>
              {deleted.allForGood(chats?.length ?? 0)}
            </button>
          )
        )}
        <span className="grow" />
        <button type="button" className="button" onClick={onClose}>
          {deleted.close}
        </button>
      </div>
    </Dialog>
  );
}

/** Asked for again whenever it can be another one; null until it is known. */
function useDeletedChats(): { readonly chats: readonly DeletedChat[] | null; readonly mishap: Mishap | null } {
  const page = usePage();
  const deletedCount = usePageState((state) => state.deletedCount);
  const keptDays = usePageState((state) => state.settings.deletedKeptDays);
  const [chats, setChats] = useState<readonly DeletedChat[] | null>(null);
  const [mishap, setMishap] = useState<Mishap | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: with another count or time the list is another one
  useEffect(() => {
    let isLeft = false;
    page.listDeleted().then(
      (list) => {
        if (!isLeft) setChats(list);
      },
      (error: unknown) => {
        if (!isLeft && !isClosed(error)) setMishap(mishapOf(error));
      },
    );
    return () => {
      isLeft = true;
    };
  }, [page, deletedCount, keptDays]);
  return { chats, mishap };
}

function KeptDays() {
  const { deleted } = useWords().chats;
  const page = usePage();
  const keptDays = usePageState((state) => state.settings.deletedKeptDays);
  return (
    <fieldset className="kept-days">
      <legend>{deleted.keptFor}</legend>
      {([0, 7, 30] as const).map((days) => (
        <label key={days}>
          <input
            type="radio"
            name="kept-days"
            checked={keptDays === days}
            onChange={() => void page.configureApp({ deletedKeptDays: days })}
          />
          {deleted.kept(days)}
        </label>
      ))}
    </fieldset>
  );
}

interface RowActionsProps {
  readonly title: string;
  readonly onRestore: () => void;
  readonly onForGood: () => void;
}

function RowActions({ title, onRestore, onForGood }: RowActionsProps) {
  const { deleted } = useWords().chats;
  return (
    <div className="deleted-actions">
      <button type="button" className="button small" aria-label={deleted.restoreNamed(title)} onClick={onRestore}>
        {deleted.restore}
      </button>
      <button type="button" className="button quiet small" aria-label={deleted.forGoodNamed(title)} onClick={onForGood}>
        {deleted.forGood}
      </button>
    </div>
  );
}

interface SureProps {
  readonly count: number;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** Asks before something goes that cannot come back: the focus is on what keeps it. */
function Sure({ count, onYes, onNo }: SureProps) {
  const { deleted } = useWords().chats;
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => keep.current?.focus(), []);
  return (
    <div className="deleted-actions">
      <span className="deleted-facts">{deleted.sure(count)}</span>
      <button type="button" className="button quiet small" onClick={onYes}>
        {deleted.yes}
      </button>
      <button ref={keep} type="button" className="button small" onClick={onNo}>
        {deleted.no}
      </button>
    </div>
  );
}
