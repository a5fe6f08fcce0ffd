import type { AnswerSettings, ForgettingTelling, WindowPolicy } from '../../shared/settings.ts';
import { toWellFormed } from '../text/well-formed.ts';

/** The columns of the settings that an answer was made with. */
export interface AnswerSettingsRow {
  readonly is_greedy: number;
  readonly temperature: number;
  readonly top_k: number;
  readonly top_p: number;
  readonly repetition_penalty: number;
  readonly chosen_seed: number | null;
  readonly max_reply_tokens: number;
  readonly stop_texts: string;
  readonly policy: string;
  readonly telling: string;
  readonly used_window_tokens: number | null;
}

/** Values for @-parameters of the same names. */
export function answerSettingsToParameters(settings: AnswerSettings) {
  return {
    isGreedy: Number(settings.isGreedy),
    temperature: settings.temperature,
    topK: settings.topK,
    topP: settings.topP,
    repetitionPenalty: settings.repetitionPenalty,
    chosenSeed: settings.seed,
    maxReplyTokens: settings.maxReplyTokens,
    stopTexts: JSON.stringify(settings.stopTexts.map(toWellFormed)),
    policy: settings.policy,
    telling: settings.telling,
    usedWindowTokens: settings.usedWindowTokens,
  };
}

export function rowToAnswerSettings(row: AnswerSettingsRow): AnswerSettings {
  return {
    isGreedy: row.is_greedy === 1,
    temperature: row.temperature,
    topK: row.top_k,
    topP: row.top_p,
    repetitionPenalty: row.repetition_penalty,
    seed: row.chosen_seed,
    maxReplyTokens: row.max_reply_tokens,
    stopTexts: JSON.parse(row.stop_texts) as readonly string[],
    policy: row.policy as WindowPolicy,
    telling: row.telling as ForgettingTelling,
    usedWindowTokens: row.used_window_tokens,
  };
}
