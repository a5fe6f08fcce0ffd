import { useEffect, useRef } from 'react';
import type { AnswerProgress } from '../state/chat-state.ts';
import { usePage, useWords } from '../state/page-context.ts';

/** The receipt as it grows: what was reused, what is read, and how much is written by now. */
export function LiveReceipt({ progress }: { readonly progress: AnswerProgress }) {
  const { receipt: words } = useWords();
  const { live } = usePage();
  const decoded = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    const show = () => {
      const answer = live.answer();
      const isShown = answer?.messageId === progress.messageId && answer.decodedTokens > 0;
      if (decoded.current) decoded.current.textContent = isShown ? words.decoded(answer.decodedTokens) : '';
    };
    show();
    return live.subscribeNumbers(show);
  }, [live, progress.messageId, words]);

  return (
    <div className="receipt" aria-hidden="true">
      <span className="ink-reused">{words.reused(progress.reusedTokens)}</span>
      <span className="ink-prefilled">{words.prefilled(progress.toPrefillTokens)}</span>
      <span className="ink-decoded" ref={decoded} />
    </div>
  );
}
