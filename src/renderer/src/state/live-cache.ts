import type { CacheView, PlaceOrigin, PlaceRun } from '../../../shared/cache-view.ts';
import type { LiveReach } from './live-answer.ts';

/**
 * The window's places as they stand now: `view` as it was asked for at the answer's beginning, with what the engine has read
 * and written since. Places behind the prompt are the answer's and written; what is not held yet is to be read.
 */
export function advanceCache(view: CacheView, reach: LiveReach | null, turnId: number): CacheView {
  const { promptTokens } = view;
  if (promptTokens === null || reach === null) return view;
  const heldTokens = Math.max(view.heldTokens, reach.heldTokens);
  const usedTokens = Math.max(placeCount(view.places), reach.usedTokens ?? 0, heldTokens);
  if (heldTokens === view.heldTokens && usedTokens === placeCount(view.places)) return view;
  return { ...view, heldTokens, places: advancePlaces(view.places, { heldTokens, usedTokens, promptTokens, turnId }) };
}

export function placeCount(places: readonly PlaceRun[]): number {
  return places.reduce((sum, run) => sum + run.tokens, 0);
}

interface Reached {
  readonly heldTokens: number;
  readonly usedTokens: number;
  readonly promptTokens: number;
  readonly turnId: number;
}

function advancePlaces(places: readonly PlaceRun[], reached: Reached): PlaceRun[] {
  const { heldTokens, usedTokens, promptTokens, turnId } = reached;
  const advanced: PlaceRun[] = [];
  let place = 0;
  /** Appends places up to `end`, in the pieces that they come to be. */
  const fill = (ownTurnId: number | null, origin: PlaceOrigin, end: number) => {
    while (place < end) {
      const edges = origin === 'toRead' ? [promptTokens, heldTokens].filter((edge) => edge > place) : [];
      const upTo = Math.min(end, ...edges);
      const isRead = place < promptTokens ? 'read' : 'written';
      const now = origin === 'toRead' && place < heldTokens ? isRead : origin;
      append(advanced, { turnId: ownTurnId, origin: now, tokens: upTo - place });
      place = upTo;
    }
  };
  for (const run of places) fill(run.turnId, run.origin, place + run.tokens);
  fill(turnId, 'toRead', usedTokens);
  return advanced;
}

function append(places: PlaceRun[], run: PlaceRun): void {
  const last = places.at(-1);
  const isSame = last?.turnId === run.turnId && last.origin === run.origin;
  if (isSame) places[places.length - 1] = { ...last, tokens: last.tokens + run.tokens };
  else places.push(run);
}
