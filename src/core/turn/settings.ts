import { mostReplyTokens, mostUsualReplyTokens } from '../../shared/reply-length.ts';
import { type ChatSettings, initialSettings } from '../../shared/settings.ts';
import { usedWindowOf } from '../../shared/used-window.ts';
import { CoreError } from '../../shared/wire.ts';

/**
 * A chat's own settings over the model's defaults, each within what this model's window has room for. A used window that is not
 * smaller than the model's is all of it.
 */
export function resolveSettings(
  own: Partial<ChatSettings>,
  model: { readonly defaults: ChatSettings; readonly windowTokens: number } | null,
): ChatSettings {
  const settings = { ...(model?.defaults ?? initialSettings('chat')), ...own };
  if (!model) return settings;
  const usedTokens = usedWindowOf(settings, model.windowTokens);
  const mostTokens = own.maxReplyTokens === undefined ? mostUsualReplyTokens(usedTokens) : mostReplyTokens(usedTokens);
  return {
    ...settings,
    usedWindowTokens: usedTokens < model.windowTokens ? usedTokens : null,
    maxReplyTokens: Math.min(settings.maxReplyTokens, mostTokens),
  };
}

/** The longest reply that was set for a chat, where the window that it uses has no room for it; else null. */
export function clampedReplyTokens(own: Partial<ChatSettings>, windowTokens: number | undefined): number | null {
  const { maxReplyTokens, usedWindowTokens = null } = own;
  if (maxReplyTokens === undefined || windowTokens === undefined) return null;
  const usedTokens = usedWindowOf({ usedWindowTokens }, windowTokens);
  return maxReplyTokens > mostReplyTokens(usedTokens) ? maxReplyTokens : null;
}

/** Refuses a maximum reply that would leave too little room for what is said. */
export function checkReplyLength(maxReplyTokens: number, usedWindowTokens: number): void {
  const mostTokens = mostReplyTokens(usedWindowTokens);
  if (maxReplyTokens <= mostTokens) return;
  throw new CoreError('replyTooLong', { mostTokens });
}
