import type { GaugeLevel } from './usage-view.ts';

/**
 * Notice at 75 %, warn at 90 %, over above 100 % of the limit. `tokens` is used and draft together. Where a window leaves no
 * room at all, everything is too much.
 */
export function levelOf(tokens: number, limitTokens: number): GaugeLevel {
  if (limitTokens < 1 || tokens > limitTokens) return 'over';
  const share = tokens / limitTokens;
  if (share >= 0.9) return 'warn';
  return share >= 0.75 ? 'notice' : 'ok';
}
