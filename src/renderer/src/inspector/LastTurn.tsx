import { memo, useMemo } from 'react';
import type { ReceiptView } from '../../../shared/receipt-view.ts';
import { receiptRows } from '../../../shared/words/receipt-rows.ts';
import type { ChatState } from '../state/chat-state.ts';
import { usePageState, useWords } from '../state/page-context.ts';
import { findNewest } from '../state/turn-blocks.ts';
import { tip } from '../ui/watch-tips.ts';

/** The receipt of the newest answer, in full. */
export const LastTurn = memo(function LastTurn() {
  const words = useWords();
  const receipt = usePageState((state) => (state.chat ? lastReceipt(state.chat) : null));
  const isAnswering = usePageState((state) => state.chat?.answering != null);
  return (
    <>
      <h2>{isAnswering && receipt ? words.inspector.turnBefore : words.inspector.lastTurn}</h2>
      {receipt ? <Rows receipt={receipt} /> : <p className="inspector-note">{words.inspector.noTurn}</p>}
    </>
  );
});

function Rows({ receipt }: { readonly receipt: ReceiptView }) {
  const words = useWords();
  const rows = useMemo(() => receiptRows(words, receipt), [words, receipt]);
  return (
    <table className="facts">
      <tbody>
        {rows.map(({ name, value, isPart, says }) => (
          <tr key={name} className={isPart ? 'part' : undefined} {...tip(says)}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function lastReceipt({ blocks }: ChatState): ReceiptView | null {
  return findNewest(blocks, ({ assistant }) => assistant?.receipt != null)?.assistant?.receipt ?? null;
}
