import type { Receipt } from '../../../shared/views.ts';
import { useWords } from '../state/page-context.ts';

/** Under an answer: what it reused, read and wrote, and how fast, as the engine measured it. */
export function ReceiptLine({ receipt }: { readonly receipt: Receipt }) {
  const { receipt: words } = useWords();
  return (
    <div
      className="receipt"
      data-testid="receipt"
      data-reused={receipt.reusedTokens}
      data-prefilled={receipt.prefilledTokens}
      data-decoded={receipt.decodedTokens}
      data-first-token-ms={receipt.firstTokenMs}
      data-tokens-per-second={receipt.tokensPerSecond}
    >
      <span className="ink-reused">{words.reused(receipt.reusedTokens)}</span>
      <span className="ink-prefilled">{words.prefilled(receipt.prefilledTokens)}</span>
      <span className="ink-decoded">{words.decoded(receipt.decodedTokens)}</span>
      <span>{words.firstToken(receipt.firstTokenMs)}</span>
      <span>{words.speed(receipt.tokensPerSecond)}</span>
      {receipt.lostBecause && receipt.lostTokens > 0 && (
        <span className="ink-warn">{words.lost(receipt.lostTokens, receipt.lostBecause)}</span>
      )}
    </div>
  );
}
