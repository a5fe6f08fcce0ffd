import type { ReceiptView } from '../../../shared/receipt-view.ts';
import { spokenSpeed } from '../../../shared/spoken-speed.ts';
import type { MessageView } from '../../../shared/views.ts';
import { useWords } from '../state/page-context.ts';
import { tip } from '../ui/watch-tips.ts';
import { ReceiptBar } from './ReceiptBar.tsx';
import { ReadAgain, ReceiptTerms, Term } from './ReceiptTerms.tsx';
import './receipt.css';

export interface ReceiptLineProps {
  readonly receipt: ReceiptView;
  /** Who wrote it, where that is another one than of the answer before. */
  readonly by: MessageView['answeredBy'];
}

/** Under an answer: what it reused, read and wrote, and how fast, as the engine measured it. What was not measured is absent. */
export function ReceiptLine({ receipt, by }: ReceiptLineProps) {
  const { receipt: words, answers, messages } = useWords();
  const { firstTokenMs, tokensPerSecond, unreadTokens } = receipt;
  const speed = spokenSpeed(receipt);
  return (
    <div
      className="receipt"
      data-testid="receipt"
      data-reused={receipt.reusedTokens}
      data-prepared={receipt.preparedTokens ?? undefined}
      data-shared={receipt.sharedTokens ?? undefined}
      data-prefilled={receipt.prefilledTokens}
      data-unread={receipt.unreadTokens ?? undefined}
      data-reread={receipt.rereadTokens ?? undefined}
      data-decoded={receipt.decodedTokens}
      data-taken-over={receipt.takenOverTokens > 0 ? receipt.takenOverTokens : undefined}
      data-first-token-ms={firstTokenMs ?? undefined}
      data-tokens-per-second={tokensPerSecond ?? undefined}
    >
      <ReceiptBar receipt={receipt} />
      <div className="receipt-words">
        {by && (
          <span data-testid="receipt-by" {...tip(messages.computedOn(by.precision, by.device))}>
            {words.by(by.modelName, by.precision, by.device)}
          </span>
        )}
        <ReceiptTerms {...receipt} readTokens={receipt.prefilledTokens} />
        {unreadTokens !== null && unreadTokens > 0 && <Term term={words.unread} tokens={unreadTokens} />}
        {receipt.takenOverTokens > 0 && <Term term={answers.takenOver} tokens={receipt.takenOverTokens} />}
        <Term className="ink-decoded" term={words.written} tokens={receipt.decodedTokens} />
        {firstTokenMs !== null && <span>{words.firstToken(firstTokenMs)}</span>}
        {speed !== null && <span>{words.speed(speed)}</span>}
        <ReadAgain tokens={receipt.rereadTokens} because={receipt.lostBecause} />
      </div>
    </div>
  );
}
