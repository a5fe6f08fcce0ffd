import type { FormName } from '../chat-form-view.ts';
import type { ReceiptView } from '../receipt-view.ts';
import { spokenSpeed } from '../spoken-speed.ts';
import type { Words } from './words.ts';

export interface ReceiptRow {
  readonly name: string;
  readonly value: string;
  /** What the name means, where it is no everyday word. */
  readonly says?: string;
  /** A part of the number above it. */
  readonly isPart: boolean;
}

/** A receipt, and the form of the prompt where that is not the plain one, as rows: reused, read and not read add up to the prompt. What is nothing, or was not measured, has no row. */
export function receiptRows(
  { inspector: words, formats, receipt: units, forms }: Words,
  receipt: ReceiptView,
  form: FormName | null,
): ReceiptRow[] {
  const { rows, rowsSay: says } = words;
  const { reusedTokens, preparedTokens, sharedTokens, prefilledTokens, unreadTokens, rereadTokens } = receipt;
  const row = (name: string, value: string | null, more: { isPart?: boolean; says?: string } = {}) =>
    value === null ? [] : [{ name, value, isPart: false, ...more }];
  const some = (tokens: number | null) => (tokens !== null && tokens > 0 ? formats.count(tokens) : null);
  const measured = (value: number | null, write: (value: number) => string) => (value === null ? null : write(value));
  const since = receipt.lostBecause === null ? '' : words.since(words.lostBecause[receipt.lostBecause]);
  return [
    ...row(rows.reused, formats.count(reusedTokens), { says: says.reused }),
    ...row(rows.prepared, some(preparedTokens), { isPart: true }),
    ...row(rows.shared, some(sharedTokens), { isPart: true }),
    ...row(rows.read, formats.count(prefilledTokens), { says: says.read }),
    ...row(`${rows.reread}${since}`, some(rereadTokens), { isPart: true }),
    ...row(rows.unread, some(unreadTokens)),
    ...row(rows.takenOver, some(receipt.takenOverTokens)),
    ...row(rows.written, formats.count(receipt.decodedTokens), { says: says.written }),
    ...row(rows.prefill, prefilledTokens > 0 ? formats.duration(receipt.prefillMs) : null),
    ...row(rows.firstToken, measured(receipt.firstTokenMs, formats.duration), { says: says.firstToken }),
    ...row(rows.speed, measured(spokenSpeed(receipt), units.speed)),
    ...row(rows.endedBy, words.endedBy[receipt.endedBy]),
    ...row(rows.seed, receipt.seed === null ? null : String(receipt.seed)),
    ...row(rows.form, form && forms.names[form]),
    ...row(rows.device, words.deviceIs(receipt.provider, receipt.precision)),
  ];
}
