import type { GaugePart } from './gauge-parts.ts';

/** Where a piece stands in the bar, as shares of its width. */
export interface Placed {
  readonly key: string;
  readonly left: number;
  readonly width: number;
}

/** How a bar comes to be the next one when turns leave it: all as shares of its width. */
export interface Slide {
  /** Pieces that are gone, where they stood. They go out to the left together. */
  readonly leaving: readonly Placed[];
  /** So far the leaving pieces go. */
  readonly outBy: number;
  /** How far right of its place each piece that stays stood before. */
  readonly movedBy: ReadonlyMap<string, number>;
}

/** Null where no piece of these turns left the bar. */
export function slideOf(
  before: readonly GaugePart[],
  after: readonly GaugePart[],
  forgottenIds: ReadonlySet<number>,
): Slide | null {
  const [stood, stands] = [placesOf(before), placesOf(after)];
  const leaving = before.flatMap(({ key, turnId }) => {
    const place = stood.get(key);
    return turnId !== null && forgottenIds.has(turnId) && place && !stands.has(key) ? [place] : [];
  });
  if (leaving.length === 0) return null;
  const movedBy = new Map<string, number>();
  for (const { key, left } of stands.values()) {
    // What was typed is a turn from now on.
    const from = stood.get(key) ?? (key.startsWith('turn-') ? stood.get('draft') : undefined);
    if (from && from.left !== left) movedBy.set(key, from.left - left);
  }
  return { leaving, outBy: Math.max(...leaving.map(({ left, width }) => left + width)), movedBy };
}

function placesOf(parts: readonly GaugePart[]): ReadonlyMap<string, Placed> {
  const totalTokens = parts.reduce((sum, { width }) => sum + width, 0);
  const places = new Map<string, Placed>();
  let left = 0;
  for (const { key, width } of parts) {
    places.set(key, { key, left: left / totalTokens, width: width / totalTokens });
    left += width;
  }
  return places;
}
