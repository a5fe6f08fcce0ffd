import type { TurnView } from '../../shared/views.ts';
import type { Turn } from './turns.ts';

/**
 * What pages were told of a chat's turns: what they are told next is the difference. A turn that is the very same object, and as
 * visible to the model as before, is not told again, so that a chat of thousands costs what its change costs.
 */
export class ToldTurns {
  private turns: readonly Turn[] = [];
  private seenIds: ReadonlySet<number> = new Set();

  /** What is different now, in order. From here on, it is told. */
  change(turns: readonly Turn[], seen: readonly Turn[]): TurnView[] {
    const { turns: before, seenIds: seenBefore } = this;
    const seenIds = new Set(seen.map((turn) => turn.id));
    let same = 0;
    while (same < turns.length && turns[same] === before[same]) same++;
    const flipped = new Set<number>();
    for (const id of seenIds) if (!seenBefore.has(id)) flipped.add(id);
    for (const id of seenBefore) if (!seenIds.has(id)) flipped.add(id);
    const known = new Set(before.slice(same));
    const isChanged = (turn: Turn, index: number) => (index >= same && !known.has(turn)) || flipped.has(turn.id);
    // Most changes are at the end: what stayed is looked through only for turns that came into sight, or left it.
    const from = flipped.size > 0 ? 0 : same;
    this.turns = turns;
    this.seenIds = seenIds;
    return turns
      .slice(from)
      .filter((turn, index) => isChanged(turn, from + index))
      .map((turn) => turnView(turn, seenIds));
  }

  /** All of these as they stand now; what changes later is told against it. */
  told(turns: readonly Turn[], seen: readonly Turn[]): void {
    this.turns = turns;
    this.seenIds = new Set(seen.map((turn) => turn.id));
  }
}

export function turnView(turn: Turn, seenIds: ReadonlySet<number>): TurnView {
  return {
    id: turn.id,
    name: turn.name,
    tokenCount: turn.tokenCount,
    isPinned: turn.isPinned,
    isLeftOut: turn.isLeftOut,
    isSeen: seenIds.has(turn.id),
  };
}
