import type { ChatSettings, WindowPolicy } from '../../shared/views.ts';
import { toWellFormed } from '../text/well-formed.ts';

/** The columns of a chat's settings, in chats (NULL is the model's own) and in receipts. */
export interface SettingsRow {
  readonly is_greedy: number | null;
  readonly temperature: number | null;
  readonly top_k: number | null;
  readonly top_p: number | null;
  readonly repetition_penalty: number | null;
  readonly max_reply_tokens: number | null;
  readonly stop_texts: string | null;
  readonly policy: string | null;
  readonly asks_before_forgetting: number | null;
}

/** Some of a chat's settings; what is missing or undefined is left as it is. */
export type SettingsChange = { readonly [Name in keyof ChatSettings]?: ChatSettings[Name] | undefined };

/** Values for @-parameters of the same names. Null where nothing is given. */
export function settingsToParameters(settings: SettingsChange) {
  const toFlag = (value: boolean | undefined) => (value === undefined ? null : Number(value));
  return {
    isGreedy: toFlag(settings.isGreedy),
    temperature: settings.temperature ?? null,
    topK: settings.topK ?? null,
    topP: settings.topP ?? null,
    repetitionPenalty: settings.repetitionPenalty ?? null,
    chosenSeed: settings.seed ?? null,
    maxReplyTokens: settings.maxReplyTokens ?? null,
    stopTexts: settings.stopTexts ? JSON.stringify(settings.stopTexts.map(toWellFormed)) : null,
    policy: settings.policy ?? null,
    asksBeforeForgetting: toFlag(settings.asksBeforeForgetting),
  };
}

/** The settings that a row holds; those that are NULL are missing. */
export function rowToSettings(row: SettingsRow, seed: number | null): Partial<ChatSettings> {
  return {
    ...(row.is_greedy !== null && { isGreedy: row.is_greedy === 1 }),
    ...(row.temperature !== null && { temperature: row.temperature }),
    ...(row.top_k !== null && { topK: row.top_k }),
    ...(row.top_p !== null && { topP: row.top_p }),
    ...(row.repetition_penalty !== null && { repetitionPenalty: row.repetition_penalty }),
    ...(seed !== null && { seed }),
    ...(row.max_reply_tokens !== null && { maxReplyTokens: row.max_reply_tokens }),
    ...(row.stop_texts !== null && { stopTexts: JSON.parse(row.stop_texts) as readonly string[] }),
    ...(row.policy !== null && { policy: row.policy as WindowPolicy }),
    ...(row.asks_before_forgetting !== null && { asksBeforeForgetting: row.asks_before_forgetting === 1 }),
  };
}
