import type { ReceiptView } from '../../../shared/receipt-view.ts';

type Counted = Pick<ReceiptView, 'reusedTokens' | 'prefilledTokens' | 'decodedTokens'>;

/** What share of an answer's tokens was reused, read and written; together one. */
export interface ReceiptShares {
  readonly reused: number;
  readonly read: number;
  readonly written: number;
}

/** What is not nothing can be seen: two pixels of the bar's sixty. */
const LEAST_SHARE = 1 / 30;

/** A receipt as the parts of a bar. Null where there is nothing to draw. */
export function receiptShares({ reusedTokens, prefilledTokens, decodedTokens }: Counted): ReceiptShares | null {
  const total = reusedTokens + prefilledTokens + decodedTokens;
  if (total <= 0) return null;
  const widened = (tokens: number) => (tokens > 0 ? Math.max(tokens / total, LEAST_SHARE) : 0);
  const [reused, read, written] = [widened(reusedTokens), widened(prefilledTokens), widened(decodedTokens)];
  const sum = reused + read + written;
  return { reused: reused / sum, read: read / sum, written: written / sum };
}
