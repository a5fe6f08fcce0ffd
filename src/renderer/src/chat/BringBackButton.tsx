import { useState } from 'react';
import { useWords } from '../state/page-context.ts';
import { later } from '../ui/later.tsx';
import { tip } from '../ui/watch-tips.ts';

const BringBack = later(() => import('./BringBack.tsx').then((file) => file.BringBack));

/** Opens what can be brought back: of `among` only these turns, null: of all that were forgotten. */
export function BringBackButton({ among }: { readonly among: readonly number[] | null }) {
  const { forgotten: words } = useWords();
  const [at, setAt] = useState<Element | null>(null);
  return (
    <>
      <button
        type="button"
        className="quiet-link"
        data-testid="bring-back"
        aria-haspopup="dialog"
        aria-expanded={at !== null}
        {...tip(words.bringBackSays)}
        onClick={({ currentTarget }) => setAt(at === null ? currentTarget : null)}
      >
        {words.bringBack}
      </button>
      {at && <BringBack at={at} among={among} onClose={() => setAt(null)} />}
    </>
  );
}
