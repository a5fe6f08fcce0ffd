import { memo, useMemo } from 'react';
import type { FormName } from '../../../shared/chat-form-view.ts';
import type { ReceiptView } from '../../../shared/receipt-view.ts';
import type { MessageView } from '../../../shared/views.ts';
import { receiptRows } from '../../../shared/words/receipt-rows.ts';
import type { ChatState } from '../state/chat-state.ts';
import { usePageState, useWords } from '../state/page-context.ts';
import { findNewest } from '../state/turn-blocks.ts';
import { tip } from '../ui/watch-tips.ts';

/** The receipt of the newest answer, in full. */
export const LastTurn = memo(function LastTurn() {
  const words = useWords();
  const answer = usePageState((state) => (state.chat ? lastAnswer(state.chat) : null));
  const receipt = answer?.receipt ?? null;
  const isAnswering = usePageState((state) => state.chat?.answering != null);
  return (
    <>
      <h2>{isAnswering && receipt ? words.inspector.turnBefore : words.inspector.lastTurn}</h2>
      {receipt ? (
        <Rows receipt={receipt} form={answer?.form ?? null} />
      ) : (
        <p className="inspector-note">{words.inspector.noTurn}</p>
      )}
    </>
  );
});

function Rows({ receipt, form }: { readonly receipt: ReceiptView; readonly form: FormName | null }) {
  const words = useWords();
  const rows = useMemo(() => receiptRows(words, receipt, form), [words, receipt, form]);
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

function lastAnswer({ blocks }: ChatState): MessageView | null {
  return findNewest(blocks, ({ assistant }) => assistant?.receipt != null)?.assistant ?? null;
}
