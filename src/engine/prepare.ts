import type { PrepareResult } from '../shared/engine-contract.ts';
import type { LoadedModel } from './generate.ts';
import { tellingOutOfMemory } from './out-of-memory.ts';
import { prefill } from './prefill.ts';

export interface PrepareInput {
  readonly cacheKey: string;
  readonly promptIds: readonly number[];
}

/** Reads a prompt ahead, so that a later one that begins with it finds its rows. Keeps what was done when cancelled. */
export async function prepare(model: LoadedModel, input: PrepareInput, signal: AbortSignal): Promise<PrepareResult> {
  if (signal.aborted) {
    return { isComplete: false, reusedTokens: 0, prefilledTokens: 0, prefillMs: 0, ...model.pool.report() };
  }
  return tellingOutOfMemory('readAhead', () => prepareNow(model, input, signal));
}

async function prepareNow(model: LoadedModel, input: PrepareInput, signal: AbortSignal): Promise<PrepareResult> {
  const taken = await model.pool.take(input.cacheKey, input.promptIds, 'prepare');
  const { reusedTokens } = taken.reuse;
  const ids = input.promptIds.slice(reusedTokens);
  const options = { pace: model.pace, signal, wantsLogits: false };
  const read = await prefill(model.session, taken.cache, ids, options).catch((error: unknown) => {
    taken.giveUp();
    throw error;
  });
  taken.release();
  return {
    isComplete: read.isComplete,
    reusedTokens,
    prefilledTokens: read.doneTokens,
    prefillMs: read.prefillMs,
    ...taken.report(),
  };
}
