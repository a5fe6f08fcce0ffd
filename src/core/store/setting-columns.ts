import type { ChatSettings, WindowPolicy } from '../../shared/views.ts';
import { toWellFormed } from '../text/well-formed.ts';

/** The columns of a chat's settings, in chats (NULL is the model's own) and in answers. */
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

/** Some of a chat's settings: null goes back to the model's own; what is missing or undefined is left as it is. */
export type SettingsChange = { readonly [Name in keyof ChatSettings]?: ChatSettings[Name] | null | undefined };

type Stored = string | number | null;

/** Each setting's column in chats, and how its value is stored there. */
export const settingColumns: {
  readonly [Name in keyof ChatSettings]: {
    readonly column: string;
    readonly toStored: (value: NonNullable<ChatSettings[Name]>) => Stored;
  };
} = {
  isGreedy: { column: 'is_greedy', toStored: Number },
  temperature: { column: 'temperature', toStored: (value) => value },
  topK: { column: 'top_k', toStored: (value) => value },
  topP: { column: 'top_p', toStored: (value) => value },
  repetitionPenalty: { column: 'repetition_penalty', toStored: (value) => value },
  seed: { column: 'seed', toStored: (value) => value },
  maxReplyTokens: { column: 'max_reply_tokens', toStored: (value) => value },
  stopTexts: { column: 'stop_texts', toStored: (texts) => JSON.stringify(texts.map(toWellFormed)) },
  policy: { column: 'policy', toStored: (value) => value },
  asksBeforeForgetting: { column: 'asks_before_forgetting', toStored: Number },
};

/** What a change says of one setting: its value as it is stored, null for the model's own, undefined when it says nothing. */
export function storedSetting<Name extends keyof ChatSettings>(name: Name, change: SettingsChange): Stored | undefined {
  const value = change[name] as ChatSettings[Name] | null | undefined;
  if (value === undefined || value === null) return value;
  return settingColumns[name].toStored(value);
}

/** All of an answer's settings, as values for @-parameters of the same names; its seed is `chosenSeed`. */
export function settingsToParameters(settings: ChatSettings): Record<string, Stored> {
  const { seed: chosenSeed, ...rest } = Object.fromEntries(
    (Object.keys(settingColumns) as (keyof ChatSettings)[]).map((name) => [
      name,
      storedSetting(name, settings) ?? null,
    ]),
  );
  return { ...rest, chosenSeed: chosenSeed ?? null };
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
