import type { ReplayMap, ReplayPlaces, StepKind } from '../../shared/replay-view.ts';

/** How many places of a run can be seen: in the middle of reading or writing, a part of what was read or written. */
export function placesAt({ places }: ReplayMap, kind: StepKind, fraction: number): ReplayPlaces[] {
  if (fraction >= 1) return [...places];
  const growing = kind === 'read' ? 'read' : kind === 'wrote' ? 'written' : null;
  const at = places.findIndex((run) => run.kind === growing);
  const run = places[at];
  if (!run) return [...places];
  const done = Math.floor(run.tokens * fraction);
  const grown = [...places.slice(0, at), { kind: run.kind, tokens: done }];
  // What is read later stands there as such; what is written is nowhere before.
  const all =
    kind === 'read'
      ? [...grown, { kind: 'toRead' as const, tokens: run.tokens - done }, ...places.slice(at + 1)]
      : grown;
  return all.filter(({ tokens }) => tokens > 0);
}

/** The beginning of a text, never a half of a character. */
export function textAt(text: string, fraction: number): string {
  if (fraction >= 1) return text;
  const end = Math.floor(text.length * fraction);
  const splits = /[\ud800-\udbff]$/.test(text.slice(0, end)) && end > 0;
  return text.slice(0, splits ? end - 1 : end);
}
