import type { GaugeLevel } from './views.ts';

/** Notice at 75 %, warn at 90 %, over above 100 %. `share` is used and draft together, as a part of the limit. */
export function levelOf(share: number): GaugeLevel {
  if (share > 1) return 'over';
  if (share >= 0.9) return 'warn';
  return share >= 0.75 ? 'notice' : 'ok';
}
