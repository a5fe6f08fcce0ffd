import type { ChatSettings, LostBecause, Receipt } from '../../shared/views.ts';
import type { Connection } from './database.ts';
import { rowToSettings, type SettingsRow, settingsToParameters } from './setting-columns.ts';

/** What the receipts table adds to a message's row; `message_id` is NULL when the answer has none. */
export interface ReceiptRow extends SettingsRow {
  readonly message_id: number | null;
  readonly reused_tokens: number;
  readonly prefilled_tokens: number;
  readonly decoded_tokens: number;
  readonly prefill_ms: number;
  readonly first_token_ms: number;
  readonly decode_ms: number;
  readonly tokens_per_second: number;
  readonly provider: string;
  readonly precision: string;
  readonly chosen_seed: number | null;
  readonly seed: number | null;
  readonly cache_tokens: number;
  readonly cache_bytes: number;
  readonly cache_held_bytes: number;
  readonly lost_tokens: number;
  readonly lost_because: string | null;
  readonly ended_by: string;
}

export function prepareInsertReceipt(connection: Connection) {
  return connection.prepare(`
    INSERT INTO receipts (
      message_id, reused_tokens, prefilled_tokens, decoded_tokens, prefill_ms, first_token_ms, decode_ms,
      tokens_per_second, provider, precision, is_greedy, temperature, top_k, top_p, repetition_penalty, chosen_seed,
      max_reply_tokens, stop_texts, policy, asks_before_forgetting, seed, cache_tokens, cache_bytes, cache_held_bytes,
      lost_tokens, lost_because, ended_by
    ) VALUES (
      @messageId, @reusedTokens, @prefilledTokens, @decodedTokens, @prefillMs, @firstTokenMs, @decodeMs,
      @tokensPerSecond, @provider, @precision, @isGreedy, @temperature, @topK, @topP, @repetitionPenalty, @chosenSeed,
      @maxReplyTokens, @stopTexts, @policy, @asksBeforeForgetting, @seed, @cacheTokens, @cacheBytes, @cacheHeldBytes,
      @lostTokens, @lostBecause, @endedBy
    )`);
}

/** Values for `prepareInsertReceipt`. A speed over no time at all is stored as 0: no figure may cost an answer. */
export function receiptToParameters(messageId: number, receipt: Receipt) {
  const { sampling, ...figures } = receipt;
  const toFinite = (figure: number) => (Number.isFinite(figure) ? figure : 0);
  return {
    ...figures,
    ...settingsToParameters(sampling),
    messageId,
    prefillMs: toFinite(figures.prefillMs),
    firstTokenMs: toFinite(figures.firstTokenMs),
    decodeMs: toFinite(figures.decodeMs),
    tokensPerSecond: toFinite(figures.tokensPerSecond),
  };
}

/** The receipt that was joined to a message, or null. */
export function rowToReceipt(row: ReceiptRow): Receipt | null {
  if (row.message_id === null) return null;
  return {
    reusedTokens: row.reused_tokens,
    prefilledTokens: row.prefilled_tokens,
    decodedTokens: row.decoded_tokens,
    prefillMs: row.prefill_ms,
    firstTokenMs: row.first_token_ms,
    decodeMs: row.decode_ms,
    tokensPerSecond: row.tokens_per_second,
    provider: row.provider,
    precision: row.precision,
    // All columns of a receipt are there, save a seed that was left to chance.
    sampling: { seed: null, ...rowToSettings(row, row.chosen_seed) } as ChatSettings,
    seed: row.seed,
    cacheTokens: row.cache_tokens,
    cacheBytes: row.cache_bytes,
    cacheHeldBytes: row.cache_held_bytes,
    lostTokens: row.lost_tokens,
    lostBecause: row.lost_because as LostBecause | null,
    endedBy: row.ended_by as Receipt['endedBy'],
  };
}
