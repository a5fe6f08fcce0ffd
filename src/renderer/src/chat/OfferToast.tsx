import { useMemo } from 'react';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { Toast, UNDO_SHOWN_MS } from '../ui/Toast.tsx';
import './offer-toast.css';

/** After the open chat's window was changed: takes it back with one press. */
export function OfferToast() {
  const words = useWords();
  const page = usePage();
  const offer = usePageState((state) => state.offer);
  const message = useMemo(
    () => offer && { key: offer.key, text: offer.says, act: words.forgotten.undo, onAct: () => void page.takeBack() },
    [offer, words, page],
  );
  // The key that goes to what is told has one place to go to while nothing is told here.
  if (!message) return null;
  return (
    <div className="offer-toast">
      <Toast
        name={words.forgotten.notices}
        dismiss={words.link.dismiss}
        message={message}
        shownMs={UNDO_SHOWN_MS}
        onClose={page.dismissOffer}
      />
    </div>
  );
}
