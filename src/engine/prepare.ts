import type { PrepareResult } from '../shared/engine-contract.ts';
import type { LoadedModel } from './generate.ts';
import { type PrefillResult, prefill } from './prefill.ts';

export interface PrepareInput {
  readonly cacheKey: string;
  readonly promptIds: readonly number[];
}

/** Reads a prompt ahead, so that a later one that begins with it finds its rows. Keeps what was done when cancelled. */
export async function prepare(model: LoadedModel, input: PrepareInput, signal: AbortSignal): Promise<PrepareResult> {
  if (signal.aborted) {
    return { isComplete: false, reusedTokens: 0, prefilledTokens: 0, prefillMs: 0, ...model.pool.report() };
  }
  const taken = model.pool.take(input.cacheKey, input.promptIds, 'prepare');
  const { reusedTokens } = taken.reuse;
  let read: PrefillResult;
  try {
    const ids = input.promptIds.slice(reusedTokens);
    read = await prefill(model.session, taken.cache, ids, { pace: model.pace, signal, wantsLogits: false });
  } finally {
    taken.release();
  }
  return {
    isComplete: read.isComplete,
    reusedTokens,
    prefilledTokens: read.doneTokens,
    prefillMs: read.prefillMs,
    ...taken.report(),
  };
}
