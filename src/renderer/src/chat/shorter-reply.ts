import type { Usage } from '../../../shared/usage-view.ts';

/** A reply shorter than this says too little to be worth the turns it saves. */
const LEAST_REPLY_TOKENS = 16;

/** The longest reply with which nothing would have to leave, in tokens; null when a shorter one does not help. */
export function shorterReplyTokens(usage: Usage): number | null {
  const left = usage.windowTokens - usage.usedTokens - usage.draftTokens;
  return left >= LEAST_REPLY_TOKENS && left < usage.reserveTokens ? left : null;
}
