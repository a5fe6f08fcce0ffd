import type { PlaceRun } from '../../shared/cache-view.ts';
import type { RowRun } from '../../shared/engine-contract.ts';

/** A turn's share of a prompt, template tokens included; spans stand one behind the other. */
export interface TurnSpan {
  readonly turnId: number;
  readonly tokens: number;
}

/** The places of these turns in order: as the rows that hold them came about, and to be read where no row does. */
export function placesOf(spans: readonly TurnSpan[], rows: readonly RowRun[]): PlaceRun[] {
  const places: PlaceRun[] = [];
  let row = 0;
  let leftOfRow = rows[0]?.tokens ?? 0;
  for (const { turnId, tokens } of spans) {
    let left = tokens;
    while (left > 0) {
      while (leftOfRow === 0 && row < rows.length) leftOfRow = rows[++row]?.tokens ?? 0;
      const run = rows[row];
      const taken = run ? Math.min(left, leftOfRow) : left;
      places.push({ turnId, origin: run?.origin ?? 'toRead', tokens: taken });
      left -= taken;
      if (run) leftOfRow -= taken;
    }
  }
  return joined(places);
}

function joined(places: readonly PlaceRun[]): PlaceRun[] {
  const runs: PlaceRun[] = [];
  for (const place of places) {
    const last = runs.at(-1);
    if (last?.turnId === place.turnId && last.origin === place.origin) {
      runs[runs.length - 1] = { ...last, tokens: last.tokens + place.tokens };
    } else runs.push(place);
  }
  return runs;
}

/**
 * How much of each turn went through the model so far, whatever became of its rows: what has to be read of that again is
 * told as such. One for each chat; turns are read from their beginning on.
 */
export class ReadTurns {
  private readonly tokens = new Map<number, number>();

  /** The first `heldTokens` places of these turns were read or written. */
  note(spans: readonly TurnSpan[], heldTokens: number): void {
    let left = heldTokens;
    for (const { turnId, tokens } of spans) {
      const read = Math.min(tokens, left);
      if (read <= 0) return;
      this.tokens.set(turnId, Math.max(this.tokens.get(turnId) ?? 0, read));
      left -= read;
    }
  }

  /**
   * A turn is asked again: of what was read of it, its message remains, and what its answer takes over. The last token of that does
   * not count, since one token has to run in any case.
   */
  askAgain(turnId: number, keptTokens: number): void {
    this.tokens.set(turnId, Math.min(this.tokens.get(turnId) ?? 0, keptTokens - 1));
  }

  /** Of the places behind the first `reusedTokens` and before `endTokens`, those that had been read or written before. */
  rereadTokens(spans: readonly TurnSpan[], reusedTokens: number, endTokens = Number.POSITIVE_INFINITY): number {
    let reread = 0;
    let start = 0;
    for (const { turnId, tokens } of spans) {
      const readEnd = start + Math.min(tokens, this.tokens.get(turnId) ?? 0);
      reread += Math.max(0, Math.min(readEnd, endTokens) - Math.max(start, reusedTokens));
      start += tokens;
    }
    return reread;
  }
}
