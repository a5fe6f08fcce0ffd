import type { CSSProperties } from 'react';
import type { ReceiptView } from '../../../shared/receipt-view.ts';
import { useWords } from '../state/page-context.ts';
import { receiptShares } from './receipt-shares.ts';

/** A receipt at a glance, in place of its words: the proportion of reused, read and written, and the time to the first token. */
export function ReceiptBar({ receipt }: { readonly receipt: ReceiptView }) {
  const { formats } = useWords();
  const shares = receiptShares(receipt);
  if (!shares) return null;
  const ends = { '--reused-end': percent(shares.reused), '--read-end': percent(shares.reused + shares.read) };
  return (
    <div className="receipt-glance" data-testid="receipt-glance" aria-hidden="true">
      <i className="receipt-bar" data-testid="receipt-bar" style={ends as CSSProperties} />
      {receipt.firstTokenMs !== null && <span>{formats.duration(receipt.firstTokenMs)}</span>}
    </div>
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}
