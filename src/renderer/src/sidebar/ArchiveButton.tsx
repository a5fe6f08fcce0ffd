import { useState } from 'react';
import { usePageState, useWords } from '../state/page-context.ts';
import { later } from '../ui/later.tsx';
import { archivedCount } from './archived-chats.ts';

const Archive = later(() => import('./Archive.tsx').then((file) => file.Archive));

/** Stands at the list's end while something is archived, and opens that. */
export function ArchiveButton() {
  const { place } = useWords();
  const [isOpen, setOpen] = useState(false);
  const count = usePageState(archivedCount);
  return (
    <>
      {count > 0 && (
        <button
          type="button"
          className="recently-deleted"
          data-testid="archived"
          aria-haspopup="dialog"
          onClick={() => setOpen(true)}
        >
          {place.openArchive(count)}
        </button>
      )}
      {isOpen && <Archive onClose={() => setOpen(false)} />}
    </>
  );
}
