import { useState } from 'react';
import { usePageState, useWords } from '../state/page-context.ts';
import { later } from '../ui/later.tsx';

const RecentlyDeleted = later(() => import('./RecentlyDeleted.tsx').then((file) => file.RecentlyDeleted));

/** Stands at the list's end and opens what was deleted. */
export function RecentlyDeletedButton() {
  const words = useWords();
  const [isOpen, setOpen] = useState(false);
  const count = usePageState((state) => state.deletedCount);
  return (
    <>
      <button
        type="button"
        className="recently-deleted"
        data-testid="recently-deleted"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        {words.chats.deleted.open(count)}
      </button>
      {isOpen && <RecentlyDeleted onClose={() => setOpen(false)} />}
    </>
  );
}
