import type { PrepareResult } from '../shared/engine-contract.ts';
import type { LoadedModel } from './generate.ts';
import { prefill } from './prefill.ts';

export interface PrepareInput {
  readonly cacheKey: string;
  readonly promptIds: readonly number[];
}

/** Reads a prompt ahead, so that a later one that begins with it finds its rows. Keeps what was done when cancelled. */
export async function prepare(model: LoadedModel, input: PrepareInput, signal: AbortSignal): Promise<PrepareResult> {
  if (signal.aborted) {
    const cache = model.pool.stateFor(input.cacheKey);
    return { isComplete: false, reusedTokens: 0, prefilledTokens: 0, prefillMs: 0, cache };
  }
  const taken = model.pool.take(input.cacheKey, input.promptIds, 'prepare');
  try {
    const ids = input.promptIds.slice(taken.reusedTokens);
    const read = await prefill(model.session, taken.cache, ids, { pace: model.pace, signal, wantsLogits: false });
    return {
      isComplete: read.isComplete,
      reusedTokens: taken.reusedTokens,
      prefilledTokens: read.doneTokens,
      prefillMs: read.prefillMs,
      cache: taken.state(),
    };
  } finally {
    taken.release();
  }
}
