import type { ReceiptView } from '../../../shared/views.ts';
import type { Words } from '../../../shared/words/words.ts';

export interface ReceiptRow {
  readonly name: string;
  readonly value: string;
  /** A part of the number above it. */
  readonly isPart: boolean;
}

/** A receipt as rows: reused, read and not read add up to the prompt. What is nothing, or was not measured, has no row. */
export function receiptRows({ inspector: words, formats, receipt: units }: Words, receipt: ReceiptView): ReceiptRow[] {
  const { rows } = words;
  const { reusedTokens, preparedTokens, sharedTokens, prefilledTokens, unreadTokens, rereadTokens } = receipt;
  const row = (name: string, value: string | null, isPart = false) => (value === null ? [] : [{ name, value, isPart }]);
  const some = (tokens: number | null) => (tokens !== null && tokens > 0 ? formats.count(tokens) : null);
  const measured = (value: number | null, write: (value: number) => string) => (value === null ? null : write(value));
  const since = receipt.lostBecause === null ? '' : words.since(words.lostBecause[receipt.lostBecause]);
  return [
    ...row(rows.reused, formats.count(reusedTokens)),
    ...row(rows.prepared, some(preparedTokens), true),
    ...row(rows.shared, some(sharedTokens), true),
    ...row(rows.read, formats.count(prefilledTokens)),
    ...row(`${rows.reread}${since}`, some(rereadTokens), true),
    ...row(rows.unread, some(unreadTokens)),
    ...row(rows.takenOver, some(receipt.takenOverTokens)),
    ...row(rows.written, formats.count(receipt.decodedTokens)),
    ...row(rows.prefill, prefilledTokens > 0 ? formats.duration(receipt.prefillMs) : null),
    ...row(rows.firstToken, measured(receipt.firstTokenMs, formats.duration)),
    ...row(rows.speed, measured(receipt.tokensPerSecond, units.speed)),
    ...row(rows.endedBy, words.endedBy[receipt.endedBy]),
    ...row(rows.seed, receipt.seed === null ? null : String(receipt.seed)),
    ...row(rows.device, `${receipt.provider} · ${receipt.precision}`),
  ];
}
