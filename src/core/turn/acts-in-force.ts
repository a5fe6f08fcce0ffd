import type { WindowAct } from '../store/acts.ts';

/** What a person decided about a turn. */
export interface Flags {
  readonly isPinned: boolean;
  readonly isLeftOut: boolean;
}

/**
 * The acts that hold at the end of these messages, by what they are about (see `keyOf`). An act holds from the message where it
 * was made on: of several on the path, the one made furthest down. An act is never older than the turn it is about, so that a
 * branch whose newest messages alone are read knows all that was decided about them.
 */
export function actsInForce(
  acts: readonly WindowAct[],
  messages: readonly { readonly id: number }[],
): ReadonlyMap<string, WindowAct> {
  const inForce = new Map<string, WindowAct>();
  if (acts.length === 0) return inForce;
  const path = new Set(messages.map((message) => message.id));
  for (const act of acts) {
    if (!path.has(act.leafId)) continue;
    const key = keyOf(act);
    const known = inForce.get(key);
    if (!known || known.leafId <= act.leafId) inForce.set(key, act);
  }
  return inForce;
}

export function flagsOf(inForce: ReadonlyMap<string, WindowAct>, turnId: number): Flags {
  if (inForce.size === 0) return { isPinned: false, isLeftOut: false };
  const holds = (kind: 'pinned' | 'leftOut') => {
    const act = inForce.get(`${kind} ${turnId}`);
    return act?.kind === kind && act.value;
  };
  return { isPinned: holds('pinned') ?? false, isLeftOut: holds('leftOut') ?? false };
}

/** What an act is about. */
export function keyOf(act: WindowAct): string {
  return act.kind === 'start' ? 'start' : `${act.kind} ${act.turnId}`;
}
