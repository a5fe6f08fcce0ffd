import type { KvCache } from './kv-cache.ts';
import type { ModelSession } from './session.ts';

export interface PrefillOptions {
  readonly pace: PrefillPace;
  readonly signal: AbortSignal;
  /** Whether the last piece gives logits. */
  readonly wantsLogits: boolean;
  /** Told after each piece. Defaults to nothing. */
  readonly onProgress?: (doneTokens: number) => void;
}

export interface PrefillResult {
  readonly doneTokens: number;
  readonly isComplete: boolean;
  /** [vocabulary], after the last id, until the next run; undefined when cancelled before it, or not wanted. */
  readonly logits: Float32Array | undefined;
  readonly prefillMs: number;
}

/**
 * Reads `ids` into the cache in pieces of at most about 30 ms. Between pieces the event loop turns, so that a cancel is
 * seen; what was read until then is kept.
 */
export async function prefill(
  session: ModelSession,
  cache: KvCache,
  ids: readonly number[],
  options: PrefillOptions,
): Promise<PrefillResult> {
  const { pace, signal, wantsLogits } = options;
  const startedAt = performance.now();
  let doneTokens = 0;
  let logits: Float32Array | undefined;
  await cache.reserve(cache.length + ids.length);
  while (doneTokens < ids.length && !signal.aborted) {
    const piece = ids.slice(doneTokens, doneTokens + pace.nextTokens());
    const isLast = doneTokens + piece.length === ids.length;
    const pieceStartedAt = performance.now();
    const rows = await session.run(cache, piece, { logitsAt: isLast && wantsLogits ? 'last' : 'none' });
    pace.record(piece.length, performance.now() - pieceStartedAt);
    if (isLast && wantsLogits) logits = rows.last;
    doneTokens += piece.length;
    options.onProgress?.(doneTokens);
  }
  const prefillMs = performance.now() - startedAt;
  return { doneTokens, isComplete: doneTokens === ids.length, logits, prefillMs };
}

// A step that is cancelled should end within two frames; the rest of the 30 ms is for a machine that drifts.
const targetMs = 24;
const fewestTokens = 8;
// A cautious first guess: 5e10 multiply-adds a second, then measured.
const guessedOperationsPerMs = 5e7;

/** How many tokens to read at once, from how long the last pieces took. One per loaded model. */
export class PrefillPace {
  private readonly mostTokens: number;
  private tokens: number;

  /** `mostTokens`: the longest piece that the provider reads at once. */
  constructor(parameterCount: number, mostTokens: number) {
    this.mostTokens = mostTokens;
    this.tokens = this.clamp((targetMs * guessedOperationsPerMs) / parameterCount);
  }

  nextTokens(): number {
    return this.tokens;
  }

  /** Short pieces, such as the last of a prompt, say little of the time a token takes and are not counted. */
  record(tokenCount: number, ms: number): void {
    if (tokenCount < this.tokens / 2) return;
    const fitting = (tokenCount * targetMs) / Math.max(ms, 0.01);
    this.tokens = this.clamp(Math.min(fitting, this.tokens * 2));
  }

  private clamp(tokens: number): number {
    return Math.max(fewestTokens, Math.min(this.mostTokens, Math.floor(tokens)));
  }
}
