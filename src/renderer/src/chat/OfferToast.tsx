import { useMemo } from 'react';
import { usePage, usePageState, useWords } from '../state/page-context.ts';
import { Toast } from '../ui/Toast.tsx';
import './offer-toast.css';

/** Long enough to look at the transcript and change one's mind. */
const SHOWN_MS = 12_000;

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
        shownMs={SHOWN_MS}
        onClose={page.dismissOffer}
      />
    </div>
  );
}
