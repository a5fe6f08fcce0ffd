import type { Replay, SightChange } from '../../shared/replay-view.ts';

/** What the model sees of each turn, and what will be forgotten next, at any step. */
export class SightsByTurn {
  private readonly changes = new Map<number, SightChange[]>();
  private readonly replay: Replay;

  constructor(replay: Replay) {
    this.replay = replay;
    for (const change of replay.sights) {
      const known = this.changes.get(change.turn);
      if (known) known.push(change);
      else this.changes.set(change.turn, [change]);
    }
  }

  /** The newest that holds at this step; null: seen, or not said yet. */
  of(turn: number, step: number): SightChange | null {
    const held = this.changes
      .get(turn)
      ?.filter((change) => change.step <= step)
      .at(-1);
    return held && held.sight !== 'seen' ? held : null;
  }

  /** The turns that leave when what is said at this step is sent. */
  leavingAt(step: number): ReadonlySet<number> {
    const { steps, gauges } = this.replay;
    const segments = gauges[steps[step]?.gauge ?? -1]?.segments ?? [];
    return new Set(segments.flatMap(({ turn, leaves }) => (leaves && turn !== null ? [turn] : [])));
  }
}
