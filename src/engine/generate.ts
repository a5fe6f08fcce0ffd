import type { CacheState, EngineContract, GenerateEvent, GenerateResult } from '../shared/engine-contract.ts';
import type { InputOf } from '../shared/wire.ts';
import type { CachePool, TakenCache } from './cache-pool.ts';
import { type PrefillPace, prefill } from './prefill.ts';
import { openRandom } from './random.ts';
import { sample } from './sampler.ts';
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
 * token was sampled behind them). Cancelling is an ending; the cache then holds what has been run.
 */
export async function generate(
  model: LoadedModel,
  input: GenerateInput,
  options: GenerateOptions,
): Promise<GenerateResult> {
  if (options.signal.aborted) return cancelledBefore(model.pool.stateFor(input.cacheKey));
  const taken = model.pool.take(input.cacheKey, input.promptIds, 'generate');
  try {
    return await answer(model, taken, input, options);
  } finally {
    taken.release();
  }
}

/** Cancelled while it waited its turn: nothing was computed, and no cache was rewound for it. */
function cancelledBefore(cache: CacheState): GenerateResult {
  const nothing = { reusedTokens: 0, prefilledTokens: 0, decodedTokens: 0, prefillMs: 0, firstTokenMs: 0, decodeMs: 0 };
  return { ids: [], reason: 'cancelled', ...nothing, cache };
}

async function answer(
  model: LoadedModel,
  taken: TakenCache,
  input: GenerateInput,
  { send, signal, arrivedAt }: GenerateOptions,
): Promise<GenerateResult> {
  const { reusedTokens, toPrefillTokens, lostTokens, cache } = taken;
  send({ type: 'started', reusedTokens, toPrefillTokens, lostTokens });
  const read = await prefill(model.session, cache, input.promptIds.slice(reusedTokens), {
    pace: model.pace,
    signal,
    wantsLogits: true,
    onProgress: (doneTokens) => send({ type: 'prefill', doneTokens, totalTokens: toPrefillTokens }),
  });
  const decoded = read.logits
    ? await decode(model.session, taken, input, { send, signal, logits: read.logits })
    : { ids: [], reason: 'cancelled' as const, firstTokenAt: undefined };
  const endedAt = performance.now();
  const firstTokenAt = decoded.firstTokenAt ?? endedAt;
  return {
    ids: decoded.ids,
    reason: decoded.reason,
    reusedTokens,
    prefilledTokens: read.doneTokens,
    decodedTokens: decoded.ids.length,
    prefillMs: read.prefillMs,
    firstTokenMs: firstTokenAt - arrivedAt,
    decodeMs: endedAt - firstTokenAt,
    cache: taken.state(),
  };
}

interface Decoded {
  readonly ids: readonly number[];
  readonly reason: GenerateResult['reason'];
  readonly firstTokenAt: number | undefined;
}

async function decode(
  session: ModelSession,
  { cache }: TakenCache,
  { promptIds, maxNewTokens, endTokenIds, sampling }: GenerateInput,
  options: { send: GenerateOptions['send']; signal: AbortSignal; logits: Float32Array },
): Promise<Decoded> {
  const random = openRandom(sampling.seed);
  const limit = Math.min(maxNewTokens, session.model.config.windowTokens - promptIds.length);
  const ids: number[] = [];
  const batch = new TokenBatch(options.send);
  // Without a penalty the greedy choice is the largest logit, and that needs not all of them.
  const isLargest = sampling.isGreedy && sampling.repetitionPenalty === 1;
  const choose = (logits: Float32Array) => sample(logits, sampling, cache.ids, random);
  let id = choose(options.logits);
  let firstTokenAt: number | undefined;
  const end = (reason: Decoded['reason']): Decoded => {
    batch.flush();
    return { ids, reason, firstTokenAt };
  };
  while (ids.length < limit) {
    if (options.signal.aborted) return end('cancelled');
    firstTokenAt ??= performance.now();
    if (endTokenIds.includes(id)) return end('endToken');
    ids.push(id);
    batch.add(id);
    if (ids.length === limit) break;
    id = isLargest ? await session.runGreedy(cache, id) : choose(await session.run(cache, [id], true));
  }
  return end('length');
}

// One message a frame is as often as text can be shown; a fast model would send thousands a second.
const batchMs = 12;

/** Sends sampled tokens: the first at once, later ones gathered for some milliseconds. */
class TokenBatch {
  private readonly send: GenerateOptions['send'];
  private ids: number[] = [];
  private sentAt = Number.NEGATIVE_INFINITY;

  constructor(send: GenerateOptions['send']) {
    this.send = send;
  }

  add(id: number): void {
    this.ids.push(id);
    if (performance.now() - this.sentAt >= batchMs) this.flush();
  }

  flush(): void {
    if (this.ids.length === 0) return;
    this.send({ type: 'tokens', ids: this.ids });
    this.ids = [];
    this.sentAt = performance.now();
  }
}
