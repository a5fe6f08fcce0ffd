import type { LostBecause, Receipt, ReceiptView } from '../../shared/receipt-view.ts';
import type { Connection } from './connection.ts';

/** What the receipts table adds to an answer's row; `message_id` is NULL when the answer has none. */
export interface ReceiptRow {
  readonly message_id: number | null;
  readonly reused_tokens: number;
  readonly prepared_tokens: number | null;
  readonly shared_tokens: number | null;
  readonly prefilled_tokens: number;
  readonly unread_tokens: number | null;
  readonly reread_tokens: number | null;
  readonly decoded_tokens: number;
  readonly taken_over_tokens: number;
  readonly decode_steps: number | null;
  readonly prefill_ms: number;
  readonly first_token_ms: number | null;
  readonly decode_ms: number;
  readonly tokens_per_second: number | null;
  readonly provider: string;
  readonly precision: string;
  readonly cache_tokens: number;
  readonly cache_bytes: number;
  readonly cache_held_bytes: number;
  readonly lost_tokens: number;
  readonly lost_because: string | null;
  readonly ended_by: string;
}

/** How the answer was sampled: it stands with the answer, which has it before there is a receipt. */
export type UsedSampling = Pick<Receipt, 'sampling' | 'seed'>;

export function prepareInsertReceipt(connection: Connection) {
  return connection.prepare(`
    INSERT INTO receipts (
      message_id, reused_tokens, prepared_tokens, shared_tokens, prefilled_tokens, unread_tokens, reread_tokens,
      decoded_tokens, taken_over_tokens, decode_steps, prefill_ms, first_token_ms, decode_ms, tokens_per_second, provider, precision,
      cache_tokens, cache_bytes, cache_held_bytes, lost_tokens, lost_because, ended_by
    ) VALUES (
      @messageId, @reusedTokens, @preparedTokens, @sharedTokens, @prefilledTokens, @unreadTokens, @rereadTokens,
      @decodedTokens, @takenOverTokens, @decodeSteps, @prefillMs, @firstTokenMs, @decodeMs, @tokensPerSecond, @provider, @precision,
      @cacheTokens, @cacheBytes, @cacheHeldBytes, @lostTokens, @lostBecause, @endedBy
    )`);
}

/** Values for `prepareInsertReceipt`. */
export function receiptToParameters(messageId: number, receipt: ReceiptView) {
  const { seed: _seed, ...figures } = storedReceipt(receipt);
  return { ...figures, messageId };
}

/** A receipt as it will be read. What is no number is stored as none, or 0 where there must be one: no figure may cost an answer. */
export function storedReceipt(receipt: ReceiptView): ReceiptView {
  const { sampling: _sampling, ...told }: ReceiptView & Partial<Receipt> = receipt;
  const toFinite = (figure: number | null) => (Number.isFinite(figure) ? figure : null);
  return {
    ...told,
    prefillMs: toFinite(told.prefillMs) ?? 0,
    firstTokenMs: toFinite(told.firstTokenMs),
    decodeMs: toFinite(told.decodeMs) ?? 0,
    tokensPerSecond: toFinite(told.tokensPerSecond),
  };
}

/** The receipt that was joined to a message, or null; the seed stands with the answer. */
export function rowToReceipt(row: ReceiptRow, seed: number | null): ReceiptView | null {
  if (row.message_id === null) return null;
  return {
    reusedTokens: row.reused_tokens,
    preparedTokens: row.prepared_tokens,
    sharedTokens: row.shared_tokens,
    prefilledTokens: row.prefilled_tokens,
    unreadTokens: row.unread_tokens,
    rereadTokens: row.reread_tokens,
    decodedTokens: row.decoded_tokens,
    takenOverTokens: row.taken_over_tokens,
    decodeSteps: row.decode_steps,
    prefillMs: row.prefill_ms,
    firstTokenMs: row.first_token_ms,
    decodeMs: row.decode_ms,
    tokensPerSecond: row.tokens_per_second,
    provider: row.provider,
    precision: row.precision,
    seed,
    cacheTokens: row.cache_tokens,
    cacheBytes: row.cache_bytes,
    cacheHeldBytes: row.cache_held_bytes,
    lostTokens: row.lost_tokens,
    lostBecause: row.lost_because as LostBecause | null,
    endedBy: row.ended_by as Receipt['endedBy'],
  };
}
