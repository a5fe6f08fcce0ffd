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

/**
 * Where a person decided that the window starts, where that still holds at the end of a path whose newest answer this is. Each answer
 * is stored with where its own window started, so that what was decided before it says nothing any more.
 */
export function decidedStart(inForce: ReadonlyMap<string, WindowAct>, newestAnswerId: number): WindowAct | undefined {
  const act = inForce.get('start');
  return act && act.leafId >= newestAnswerId ? act : undefined;
}

/** What is known of the acts of a path. */
export interface ActsOfPath {
  readonly inForce: ReadonlyMap<string, WindowAct>;
  /** The one of them that says where the window starts, where it still holds at the path's end. */
  readonly start: WindowAct | undefined;
  /** Also those that others overruled. */
  readonly acts: readonly WindowAct[];
}

/**
 * What holds of a path's acts where it is cut behind these first messages: all that is about them, whenever it was decided. A start
 * that does not hold any more at the path's end says nothing here; what was decided among these messages does.
 */
export function inForceUpTo(
  messages: readonly { readonly id: number }[],
  { inForce, start, acts }: ActsOfPath,
): ReadonlyMap<string, WindowAct> {
  const lastId = messages.at(-1)?.id ?? 0;
  const isAbout = ({ turnId }: WindowAct) => turnId === null || turnId <= lastId;
  const kept = new Map([...inForce].filter(([, act]) => isAbout(act)));
  const last = inForce.get('start');
  if (!last || last.leafId <= lastId || (last === start && isAbout(last))) return kept;
  const before = actsInForce(
    acts.filter(({ kind }) => kind === 'start'),
    messages,
  ).get('start');
  if (before) kept.set('start', before);
  else kept.delete('start');
  return kept;
}

/** Whether one takes the place of the other. */
export function isSameAct(one: WindowAct, other: WindowAct): boolean {
  return one.leafId === other.leafId && keyOf(one) === keyOf(other);
}

/** What an act is about. */
export function keyOf(act: WindowAct): string {
  return act.kind === 'start' ? 'start' : `${act.kind} ${act.turnId}`;
}
