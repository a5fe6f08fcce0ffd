import type { Receipt } from '../../../shared/views.ts';
import type { Words } from '../../../shared/words/words.ts';
import type { ChatState } from '../state/chat-state.ts';
import { usePageState, useWords } from '../state/page-context.ts';

/** The receipt of the newest answer, in full. */
export function LastTurn() {
  const words = useWords();
  const receipt = usePageState((state) => (state.chat ? lastReceipt(state.chat) : null));
  return (
    <>
      <h2>{words.inspector.lastTurn}</h2>
      {receipt ? (
        <table className="facts">
          <tbody>
            {receiptRows(words, receipt).map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p className="inspector-note">{words.inspector.noTurn}</p>
      )}
    </>
  );
}

function lastReceipt(chat: ChatState): Receipt | null {
  for (let index = chat.messages.length - 1; index >= 0; index -= 1) {
    const receipt = chat.messages[index]?.receipt;
    if (receipt) return receipt;
  }
  return null;
}

function receiptRows({ inspector: words, formats, receipt: units }: Words, receipt: Receipt): [string, string][] {
  const { rows } = words;
  const counts = [receipt.reusedTokens, receipt.prefilledTokens, receipt.decodedTokens];
  return [
    [rows.counts, counts.map((tokens) => formats.count(tokens)).join(' / ')],
    [rows.prefill, formats.duration(receipt.prefillMs)],
    [rows.firstToken, formats.duration(receipt.firstTokenMs)],
    [rows.speed, units.speed(receipt.tokensPerSecond)],
    [rows.endedBy, words.endedBy[receipt.endedBy]],
    [rows.seed, receipt.seed === null ? words.nothing : String(receipt.seed)],
    [rows.device, `${receipt.provider} · ${receipt.precision}`],
    [rows.lostBecause, receipt.lostBecause === null ? words.nothing : words.lostBecause[receipt.lostBecause]],
  ];
}
