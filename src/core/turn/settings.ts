import type { ChatSettings } from '../../shared/views.ts';
import { CoreError } from '../../shared/wire.ts';

/** Used only until a model is known; a model's own defaults come from its generation_config.json. */
const WITHOUT_MODEL: ChatSettings = {
  isGreedy: true,
  temperature: 1,
  topK: 50,
  topP: 1,
  repetitionPenalty: 1,
  seed: null,
  maxReplyTokens: 96,
  stopTexts: [],
  policy: 'dropOldest',
  asksBeforeForgetting: true,
};

/** A chat's own settings over the model's defaults. */
export function resolveSettings(own: Partial<ChatSettings>, defaults: ChatSettings | undefined): ChatSettings {
  return { ...(defaults ?? WITHOUT_MODEL), ...own };
}

/** The smallest part of a window that must be left for what is said. */
const LEAST_LIMIT_TOKENS = 32;

/** Refuses a maximum reply that would leave no room for the question. */
export function checkReplyLength(maxReplyTokens: number, windowTokens: number): void {
  const mostTokens = windowTokens - LEAST_LIMIT_TOKENS;
  if (maxReplyTokens <= mostTokens) return;
  throw new CoreError('replyTooLong', `The longest reply this model's window has room for is ${mostTokens} tokens.`, {
    mostTokens,
  });
}
