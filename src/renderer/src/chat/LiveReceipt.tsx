import { useEffect, useRef } from 'react';
import type { AnswerProgress } from '../state/chat-state.ts';
import { usePage, useWords } from '../state/page-context.ts';
import { tip } from '../ui/watch-tips.ts';
import { ReadAgain, ReceiptTerms } from './ReceiptTerms.tsx';

/** The receipt as it grows: what was reused, what is read, and how much is written by now. */
export function LiveReceipt({ progress }: { readonly progress: AnswerProgress }) {
  const { receipt: words } = useWords();
  const { live } = usePage();
  const written = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    const show = () => {
      const answer = live.answer();
      const isShown = answer?.messageId === progress.messageId && answer.decodedTokens > 0;
      if (written.current) written.current.textContent = isShown ? words.written.words(answer.decodedTokens) : '';
    };
    show();
    return live.subscribeNumbers(show);
  }, [live, progress.messageId, words]);

  return (
    <div className="receipt receipt-words" aria-hidden="true">
      <ReceiptTerms {...progress} readTokens={progress.toPrefillTokens} />
      <span className="ink-decoded" ref={written} {...tip(words.written.says)} />
      <ReadAgain tokens={progress.rereadTokens} because={progress.lostBecause} />
    </div>
  );
}
