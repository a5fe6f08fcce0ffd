import type { NamedTurn } from '../../../shared/usage-view.ts';

/** What tells a turn from another of the same name: when it was said, or, where that is the same as well, the how many-th it is. */
export type Distinction =
  | { readonly type: 'time'; readonly time: string }
  | { readonly type: 'nth'; readonly number: number };

/** Of turns that share their name with another of the list; `timeOf` gives the time as it is shown, null where it is not known. */
export function tellApart(
  turns: readonly NamedTurn[],
  timeOf: (turnId: number) => string | null,
): ReadonlyMap<number, Distinction> {
  const found = new Map<number, Distinction>();
  for (const group of groupsByName(turns)) {
    if (group.length < 2) continue;
    const times = group.map(({ turnId }) => timeOf(turnId));
    const isTimed = times.every((time) => time !== null) && new Set(times).size === group.length;
    // Turns are numbered as they were said, whichever stands first here.
    const inOrder = [...group].sort((one, other) => one.turnId - other.turnId);
    for (const [index, turn] of group.entries()) {
      const time = times[index];
      if (isTimed && time) found.set(turn.turnId, { type: 'time', time });
      else found.set(turn.turnId, { type: 'nth', number: inOrder.indexOf(turn) + 1 });
    }
  }
  return found;
}

function groupsByName(turns: readonly NamedTurn[]): Iterable<readonly NamedTurn[]> {
  const groups = new Map<string, NamedTurn[]>();
  for (const turn of turns) groups.set(turn.name, [...(groups.get(turn.name) ?? []), turn]);
  return groups.values();
}
