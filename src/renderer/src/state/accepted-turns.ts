import type { ForgettingTelling } from '../../../shared/settings.ts';
import type { Usage } from '../../../shared/usage-view.ts';

/** A key can be pressed before what has just appeared was seen; nobody reads faster than this. */
export const TIME_TO_SEE_MS = 250;

/** How a message is sent: with a key right from writing, or with the button, which has to be aimed at. */
export type SentBy = 'key' | 'button';

/** When each turn that `usage` names as forgotten next was named first. */
export function namedSince(
  before: ReadonlyMap<number, number>,
  usage: Usage,
  nowMs: number,
): ReadonlyMap<number, number> {
  if (usage.sending.type !== 'forgets') return new Map();
  return new Map(usage.sending.turns.map((turn) => [turn.turnId, before.get(turn.turnId) ?? nowMs]));
}

/** The turns whose loss a person accepts by sending now: those that were named where they could be seen, and no others. */
export function acceptedTurns(
  namedSinceMs: ReadonlyMap<number, number>,
  by: SentBy,
  telling: ForgettingTelling,
  nowMs: number,
): number[] {
  if (telling === 'ask') return [];
  const accepted: number[] = [];
  for (const [turnId, sinceMs] of namedSinceMs) {
    if (by === 'button' || nowMs - sinceMs >= TIME_TO_SEE_MS) accepted.push(turnId);
  }
  return accepted;
}
