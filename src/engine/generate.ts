import type { EngineContract, GenerateEvent, GenerateResult } from '../shared/engine-contract.ts';
import type { InputOf } from '../shared/wire.ts';
import type { CachePool, TakenCache } from './cache-pool.ts';
import { tellingOutOfMemory } from './out-of-memory.ts';
import { type PrefillPace, prefill } from './prefill.ts';
import { openRandom } from './random.ts';
import { type SampledToken, SampledTokens } from './sampled-tokens.ts';
import { largestIndex, sample } from './sampler.ts';
import type { ModelSession } from './session.ts';

export type GenerateInput = InputOf<EngineContract['generate']>;

/** A loaded model with what has been learnt and kept for it. */
export interface LoadedModel {
  readonly session: ModelSession;
  readonly pool: CachePool;
  readonly pace: PrefillPace;
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
  const taken = model.pool.take(input.cacheKey, input.promptIds, 'generate');
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
  const decoded = read.logits
    ? await decode(model.session, taken, input, { send, signal, logits: read.logits })
    : nothingDecoded;
  return {
    ...decoded.tokens.all(),
    reason: decoded.reason,
    prefilledTokens: read.doneTokens,
    decodedTokens: decoded.tokens.length,
    decodeSteps: decoded.steps,
    prefillMs: read.prefillMs,
    firstTokenMs: decoded.firstTokenAt === null ? null : decoded.firstTokenAt - arrivedAt,
    decodeMs: decoded.decodeMs,
  };
}

interface Decoded {
  readonly tokens: SampledTokens;
  readonly reason: GenerateResult['reason'];
  readonly firstTokenAt: number | null;
  readonly steps: number;
  readonly decodeMs: number;
}

const nothingDecoded: Decoded = {
  tokens: new SampledTokens(),
  reason: 'cancelled',
  firstTokenAt: null,
  steps: 0,
  decodeMs: 0,
};

async function decode(
  session: ModelSession,
  { cache }: TakenCache,
  { promptIds, maxNewTokens, endTokenIds, sampling }: GenerateInput,
  options: { send: GenerateOptions['send']; signal: AbortSignal; logits: Float32Array },
): Promise<Decoded> {
  const random = openRandom(sampling.seed);
  const limit = Math.min(maxNewTokens, session.model.config.windowTokens - promptIds.length);
  const tokens = new SampledTokens();
  const batch = new TokenBatch(options.send);
  // Without a penalty the greedy choice is the largest logit, and that needs not all of them.
  const isLargest = sampling.isGreedy && sampling.repetitionPenalty === 1;
  const choose = (logits: Float32Array) => tokenOf(logits, sample(logits, sampling, cache.ids, random));
  const step = async (id: number): Promise<SampledToken> => {
    if (!isLargest) return choose(await session.run(cache, [id], true));
    const { id: nextId, logit } = await session.runGreedy(cache, id);
    return { id: nextId, logit, largestLogit: logit };
  };
  let [firstTokenAt, steps, decodeMs]: [number | null, number, number] = [null, 0, 0];
  const end = (reason: Decoded['reason']): Decoded => {
    batch.flush(cache.length);
    return { tokens, reason, firstTokenAt, steps, decodeMs };
  };
  if (options.signal.aborted) return end('cancelled');
  if (limit === 0) return end('length');
  let next = choose(options.logits);
  firstTokenAt = performance.now();
  cache.addsRowsAs = 'written';
  for (;;) {
    if (options.signal.aborted) return end('cancelled');
    if (endTokenIds.includes(next.id)) return end('endToken');
    tokens.add(next);
    batch.add(next, cache.length);
    if (tokens.length === limit) return end('length');
    const startedAt = performance.now();
    next = await step(next.id);
    decodeMs += performance.now() - startedAt;
    steps += 1;
  }
}

/** The chosen id with its logit and the largest one: before penalty and temperature, which leave `logits` as they are. */
function tokenOf(logits: Float32Array, id: number): SampledToken {
  return { id, logit: logits[id] as number, largestLogit: logits[largestIndex(logits)] as number };
}

// One message a frame is as often as text can be shown; a fast model would send thousands a second.
const batchMs = 12;

/** Sends sampled tokens: the first at once, later ones gathered for some milliseconds. */
class TokenBatch {
  private readonly send: GenerateOptions['send'];
  private tokens = new SampledTokens();
  private sentAt = Number.NEGATIVE_INFINITY;

  constructor(send: GenerateOptions['send']) {
    this.send = send;
  }

  add(token: SampledToken, heldTokens: number): void {
    this.tokens.add(token);
    if (performance.now() - this.sentAt >= batchMs) this.flush(heldTokens);
  }

  flush(heldTokens: number): void {
    if (this.tokens.length === 0) return;
    this.send({ type: 'tokens', ...this.tokens.all(), heldTokens });
    this.tokens = new SampledTokens();
    this.sentAt = performance.now();
  }
}
