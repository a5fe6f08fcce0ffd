import { levelOf } from '../../../shared/gauge-level.ts';
import type { Usage } from '../../../shared/usage-view.ts';

/** The measured use with the answer as far as it is written now: it may cross a threshold between two measurements. */
export function liveUsage(usage: Usage, liveUsedTokens: number | null): Usage {
  if (liveUsedTokens === null) return usage;
  const level = levelOf(liveUsedTokens + usage.draftTokens, usage.limitTokens);
  return { ...usage, usedTokens: liveUsedTokens, level };
}
