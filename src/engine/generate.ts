import type { EngineContract, GenerateEvent, GenerateResult } from '../shared/engine-contract.ts';
import type { InputOf } from '../shared/wire.ts';
import type { CachePool, TakenCache } from './cache-pool.ts';
import { type Chooser, openChooser } from './chooser.ts';
import { decode } from './decode.ts';
import type { KvCache } from './kv-cache.ts';
import { tellingOutOfMemory } from './out-of-memory.ts';
import { openPlainStepper } from './plain-stepper.ts';
import { type PrefillPace, prefill } from './prefill.ts';
import { SampledTokens } from './sampled-tokens.ts';
import { openScreenedStepper, type Screening } from './screened-stepper.ts';
import type { ModelSession } from './session.ts';
import type { Stepper } from './stepper.ts';

export type GenerateInput = Omit<InputOf<EngineContract['generate']>, 'modelKey'>;

/** A loaded model with what has been learnt and kept for it. */
export interface LoadedModel {
  /** See `modelKeyOf`. */
  readonly modelKey: string;
  readonly session: ModelSession;
  readonly pool: CachePool;
  readonly pace: PrefillPace;
  /** Null where greedy steps compute all logits: the model has no greedy head, or it does not pay here. */
  readonly screening: Screening | null;
}

export interface GenerateOptions {
  readonly send: (event: GenerateEvent) => void;
  readonly signal: AbortSignal;
  /** When the request came, on performance.now()'s clock. */
  readonly arrivedAt: number;
}

/**
 * One answer: take the best cache, read what is new of the prompt, then sample a token and run it, again and again. The last
 * sampled token is not run, so the cache holds the prompt and all ids of the answer but the last (all of them when an end
 * token was sampled behind them). Cancelling is an ending; the cache then holds what has been run. Throws CoreError
 * `notEnoughMemory` and whatever a run throws; the cache is then as it was told in `started`, or gone.
 */
export async function generate(
  model: LoadedModel,
  input: GenerateInput,
  options: GenerateOptions,
): Promise<GenerateResult> {
  if (options.signal.aborted) return cancelledBefore(model.pool, input.promptIds.length);
  return tellingOutOfMemory('answer', () => generateNow(model, input, options));
}

async function generateNow(
  model: LoadedModel,
  input: GenerateInput,
  options: GenerateOptions,
): Promise<GenerateResult> {
  const taken = await model.pool.take(input.cacheKey, input.promptIds, 'generate');
  const answered = await answer(model, taken, input, options).catch((error: unknown) => {
    taken.giveUp();
    throw error;
  });
  taken.release();
  // What is alive is known only once this cache may be pushed out as well.
  return { ...answered, ...taken.reuse, ...taken.report() };
}

type Answered = Omit<GenerateResult, 'cache' | 'caches' | keyof TakenCache['reuse']>;

/** Cancelled while it waited its turn: nothing was computed, and no cache was taken for it. */
function cancelledBefore(pool: CachePool, promptTokens: number): GenerateResult {
  return {
    ...new SampledTokens().all(),
    reason: 'cancelled',
    reusedTokens: 0,
    preparedTokens: 0,
    sharedTokens: 0,
    toPrefillTokens: promptTokens,
    prefilledTokens: 0,
    decodedTokens: 0,
    decodeSteps: 0,
    prefillMs: 0,
    firstTokenMs: null,
    decodeMs: 0,
    ...pool.report(),
  };
}

async function answer(
  model: LoadedModel,
  taken: TakenCache,
  input: GenerateInput,
  { send, signal, arrivedAt }: GenerateOptions,
): Promise<Answered> {
  const { cache, reuse } = taken;
  send({ type: 'started', ...reuse, ...taken.report() });
  const read = await prefill(model.session, cache, input.promptIds.slice(reuse.reusedTokens), {
    pace: model.pace,
    signal,
    wantsLogits: true,
    onProgress: (doneTokens) => send({ type: 'prefill', doneTokens, totalTokens: reuse.toPrefillTokens }),
  });
  const written = await write(model, cache, input, { send, signal, logits: read.logits });
  return {
    ...written.tokens.all(),
    reason: written.reason,
    prefilledTokens: read.doneTokens,
    decodedTokens: written.tokens.length,
    decodeSteps: written.steps,
    prefillMs: read.prefillMs,
    firstTokenMs: written.firstTokenAt === null ? null : written.firstTokenAt - arrivedAt,
    decodeMs: written.stepsMs,
  };
}

interface Written {
  readonly tokens: SampledTokens;
  readonly reason: GenerateResult['reason'];
  readonly firstTokenAt: number | null;
  readonly steps: number;
  readonly stepsMs: number;
}

/** The answer behind the prompt that the cache holds, from the logits after it; these are missing when that was cancelled. */
async function write(
  model: LoadedModel,
  cache: KvCache,
  { promptIds, maxNewTokens, endTokenIds, sampling }: GenerateInput,
  { logits, send, signal }: Pick<GenerateOptions, 'send' | 'signal'> & { readonly logits: Float32Array | undefined },
): Promise<Written> {
  const maxTokens = Math.min(maxNewTokens, model.session.model.config.windowTokens - promptIds.length);
  const nothing = { tokens: new SampledTokens(), firstTokenAt: null, steps: 0, stepsMs: 0 };
  if (!logits || signal.aborted) return { ...nothing, reason: 'cancelled' };
  if (maxTokens === 0) return { ...nothing, reason: 'length' };
  const chooser = openChooser(sampling, promptIds);
  const first = chooser.choose(logits);
  const firstTokenAt = performance.now();
  cache.addsRowsAs = 'written';
  const stepper = stepperFor(model, cache, chooser);
  const decoded = await decode(stepper, cache, first, { maxTokens, endTokenIds, send, signal });
  return { ...decoded, firstTokenAt, steps: stepper.steps, stepsMs: stepper.stepsMs };
}

/** The fastest way of stepping that gives what the chooser would choose from all logits. */
function stepperFor({ session, screening }: LoadedModel, cache: KvCache, chooser: Chooser): Stepper {
  if (screening && chooser.takesLargest) return openScreenedStepper(session, cache, chooser, screening);
  return openPlainStepper(session, cache, chooser);
}
