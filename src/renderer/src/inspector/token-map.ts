import type { TokenStretch } from '../../../shared/views.ts';

export const MAP_COLUMNS = 32;
/** A cell and the gap behind it, in the drawing's own units. */
const CELL = 8;
const PITCH = 9.5;
const CORNER = 1.3;

export type PlaceKind = TokenStretch['type'] | 'free';

/** How many places of the window are of each kind; what the stretches do not cover is free. */
export function placeCounts(windowTokens: number, stretches: readonly TokenStretch[]): Record<PlaceKind, number> {
  const counts = { reused: 0, prefilled: 0, decoded: 0, free: windowTokens };
  for (const stretch of stretches) {
    counts[stretch.type] += stretch.tokens;
    counts.free -= stretch.tokens;
  }
  return { ...counts, free: Math.max(0, counts.free) };
}

/** The size of the drawing, in its own units. */
export function mapSize(windowTokens: number): { readonly width: number; readonly height: number } {
  const rows = Math.ceil(windowTokens / MAP_COLUMNS);
  return { width: MAP_COLUMNS * PITCH - (PITCH - CELL), height: rows * PITCH - (PITCH - CELL) };
}

/** One SVG path for all places of each kind: four elements draw a window of any size. */
export function mapPaths(windowTokens: number, stretches: readonly TokenStretch[]): Record<PlaceKind, string> {
  const paths: Record<PlaceKind, string[]> = { reused: [], prefilled: [], decoded: [], free: [] };
  let place = 0;
  for (const stretch of stretches) {
    const end = Math.min(windowTokens, place + stretch.tokens);
    for (; place < end; place += 1) paths[stretch.type].push(cell(place));
  }
  for (; place < windowTokens; place += 1) paths.free.push(cell(place));
  return {
    reused: paths.reused.join(''),
    prefilled: paths.prefilled.join(''),
    decoded: paths.decoded.join(''),
    free: paths.free.join(''),
  };
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
