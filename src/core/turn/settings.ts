import { type ChatSettings, initialSettings } from '../../shared/settings.ts';
import { CoreError } from '../../shared/wire.ts';

/** A chat's own settings over the model's defaults, each within what this model's window has room for. */
export function resolveSettings(
  own: Partial<ChatSettings>,
  model: { readonly defaults: ChatSettings; readonly windowTokens: number } | null,
): ChatSettings {
  const settings = { ...(model?.defaults ?? initialSettings('chat')), ...own };
  if (!model) return settings;
  return { ...settings, maxReplyTokens: Math.min(settings.maxReplyTokens, mostReplyTokens(model.windowTokens)) };
}

/** The longest reply that was set for a chat, where the model's window has no room for it; else null. */
export function clampedReplyTokens(own: Partial<ChatSettings>, windowTokens: number | undefined): number | null {
  const { maxReplyTokens } = own;
  if (maxReplyTokens === undefined || windowTokens === undefined) return null;
  return maxReplyTokens > mostReplyTokens(windowTokens) ? maxReplyTokens : null;
}

/** The part of a window that must be left for what is said; half of one that is hardly larger. */
const LEAST_LIMIT_TOKENS = 32;

/** The longest reply that leaves room for what is said. At least 1. */
export function mostReplyTokens(windowTokens: number): number {
  return Math.max(1, windowTokens - Math.min(LEAST_LIMIT_TOKENS, Math.ceil(windowTokens / 2)));
}

/** Refuses a maximum reply that would leave no room for the question. */
export function checkReplyLength(maxReplyTokens: number, windowTokens: number): void {
  const mostTokens = mostReplyTokens(windowTokens);
  if (maxReplyTokens <= mostTokens) return;
  throw new CoreError('replyTooLong', { mostTokens });
}
