import type { PlaceOrigin, PlaceRun } from '../../../shared/cache-view.ts';

const MAP_COLUMNS = 32;
/** A cell and the gap behind it, in the drawing's own units. */
const CELL = 8;
const PITCH = 9.5;
const CORNER = 1.3;

export type PlaceKind = PlaceOrigin | 'free';

/** In the order in which they are told. */
export const placeKinds: readonly PlaceKind[] = ['reused', 'shared', 'prepared', 'read', 'written', 'toRead', 'free'];

/** How many places of the window are of each kind; what the runs do not cover is free. */
export function placeCounts(windowTokens: number, places: readonly PlaceRun[]): Record<PlaceKind, number> {
  const counts = { reused: 0, read: 0, written: 0, prepared: 0, shared: 0, toRead: 0, free: windowTokens };
  for (const { origin, tokens } of places) {
    counts[origin] += tokens;
    counts.free -= tokens;
  }
  return { ...counts, free: Math.max(0, counts.free) };
}

/** The size of the drawing, in its own units. */
export function mapSize(windowTokens: number): { readonly width: number; readonly height: number } {
  const rows = Math.ceil(windowTokens / MAP_COLUMNS);
  return { width: MAP_COLUMNS * PITCH - (PITCH - CELL), height: rows * PITCH - (PITCH - CELL) };
}

/** A run of places as it is drawn. */
export interface DrawnRun {
  readonly kind: PlaceKind;
  /** Null of what is free. */
  readonly turnId: number | null;
  /** The first of its places, and the one behind its last. */
  readonly start: number;
  readonly end: number;
}

/** The runs in order, and what is free behind them; never more places than the window has. */
export function drawnRuns(windowTokens: number, places: readonly PlaceRun[]): DrawnRun[] {
  const runs: DrawnRun[] = [];
  let start = 0;
  for (const { origin, turnId, tokens } of places) {
    const end = Math.min(windowTokens, start + tokens);
    if (end > start) runs.push({ kind: origin, turnId, start, end });
    start = end;
  }
  if (start < windowTokens) runs.push({ kind: 'free', turnId: null, start, end: windowTokens });
  return runs;
}

/** One SVG path for places in a row: however large the window, a run is one element. */
export function runPath(start: number, end: number): string {
  let path = '';
  for (let place = start; place < end; place += 1) path += cell(place);
  return path;
}

function cell(place: number): string {
  const x = round((place % MAP_COLUMNS) * PITCH + CORNER);
  const y = round(Math.floor(place / MAP_COLUMNS) * PITCH);
  const side = round(CELL - 2 * CORNER);
  const c = CORNER;
  return `M${x} ${y}h${side}q${c} 0 ${c} ${c}v${side}q0 ${c} -${c} ${c}h-${side}q-${c} 0 -${c} -${c}v-${side}q0 -${c} ${c} -${c}z`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
