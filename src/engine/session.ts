import { InferenceSession, Tensor } from 'onnxruntime-node';
import { CoreError } from '../shared/wire.ts';
import { type AppendMode, layerNames } from './graph/gpt2-graph.ts';
import type { ImportedModel } from './graph/import-checkpoint.ts';
import { type BestToken, openGreedyHead, type Screened } from './greedy-head.ts';
import { KvCache } from './kv-cache.ts';
import { largestIndex } from './sampler.ts';

/** A loaded model: runs tokens through the graph and keeps their rows in the cache it is given. */
export interface ModelSession {
  readonly model: ImportedModel;
  readonly appendMode: AppendMode;
  readonly threadCount: number;
  openCache(): KvCache;
  /**
   * Runs `ids` behind what the cache holds and appends their rows. With `wantsLogits`, resolves to the logits after the last
   * of them, [vocabulary]; the array is overwritten by the next run. Lets the event loop turn before it blocks the thread.
   * Throws CoreError `badTokens` for ids outside the vocabulary or past the window; the cache is then as it was.
   */
  run(cache: KvCache, ids: readonly number[], wantsLogits: boolean): Promise<Float32Array>;
  /**
   * Runs one token likewise and resolves to the token with the largest logit after it, the lowest id of equal ones. Where the
   * head was screened and the screening proves it, most of the head is not read; else all logits are computed. The token is
   * the same either way, its logit but for the order of float32 sums.
   */
  runGreedy(cache: KvCache, id: number): Promise<BestToken>;
  /** Runs `ids` likewise and resolves to what the greedy head makes of the last of them; null where there is no such head. */
  screen(cache: KvCache, ids: readonly number[]): Promise<Screened | null>;
  /** From now on greedy steps compute all logits. */
  stopScreening(): void;
  close(): Promise<void>;
}

export interface SessionOptions {
  readonly appendMode: AppendMode;
  readonly threadCount: number;
  /** Whether greedy steps go through the greedy head, where the model has one. Defaults to false. */
  readonly screensHead?: boolean;
}

/** Loads an imported model's graph on the CPU provider. */
export async function openSession(model: ImportedModel, options: SessionOptions): Promise<ModelSession> {
  const { appendMode, threadCount } = options;
  const sessionOptions = {
    executionProviders: ['cpu'],
    intraOpNumThreads: threadCount,
    interOpNumThreads: 1,
    // The shapes of every step differ, so a remembered memory plan would be made for nothing.
    enableMemPattern: false,
    // Spinning bridges the moments between two nodes, not the time between two runs, and not a processor that others use.
    extra: { session: { intra_op: { spin_duration_us: '50' } } },
  };
  const session = await InferenceSession.create(model.graphPaths[appendMode], sessionOptions);
  const { config, greedyHead: facts, folder } = model;
  const openHead = async () => (facts && options.screensHead ? openGreedyHead(folder, facts, sessionOptions) : null);
  const greedyHead = await openHead().catch(async (error: unknown) => {
    await session.release();
    throw error;
  });
  const logits = new Float32Array(config.vocabularySize); // [vocabulary]
  const noLogits = new Tensor('float32', new Float32Array(0), [0, config.vocabularySize]);
  const logitsTensor = new Tensor('float32', logits, [1, config.vocabularySize]);
  const masks = new Masks(config.windowTokens);
  const screening = new Screening();
  const row = new Float32Array(config.embeddingSize); // [E]
  const rowTensor = new Tensor('float32', row, [1, config.embeddingSize]);
  const noRow = new Tensor('float32', new Float32Array(0), [0, config.embeddingSize]);

  async function step(cache: KvCache, ids: readonly number[], wanted: 'nothing' | 'logits' | 'row'): Promise<void> {
    requireTokens(ids, cache.length, config.vocabularySize, config.windowTokens);
    cache.reserve(cache.length + ids.length);
    const past = cache.length;
    const feeds: Record<string, Tensor> = {
      ...tokenFeeds(ids, past),
      logit_positions: lastPosition(ids, wanted === 'logits'),
      mask: new Tensor('float32', masks.causal(ids.length, past), [ids.length, past + ids.length]),
    };
    const fetches: Record<string, Tensor> = { logits: wanted === 'logits' ? logitsTensor : noLogits };
    if (facts) {
      feeds.row_positions = lastPosition(ids, wanted === 'row');
      fetches.rows = wanted === 'row' ? rowTensor : noRow;
    }
    bindRows(feeds, fetches, cache, ids.length, appendMode);
    await session.run(feeds, fetches);
    cache.append(ids);
  }

  return {
    model,
    appendMode,
    threadCount,
    openCache: () => new KvCache(config),
    run: async (cache, ids, wantsLogits) => {
      await step(cache, ids, wantsLogits ? 'logits' : 'nothing');
      return logits;
    },
    runGreedy: async (cache, id) => {
      if (greedyHead && screening.isWorthwhile) {
        const past = cache.length;
        await step(cache, [id], 'row');
        const best = await greedyHead.best(row).catch((error: unknown) => {
          cache.rewindTo(past);
          throw error;
        });
        screening.record(best !== null);
        if (best !== null) return best;
        cache.rewindTo(past);
      }
      await step(cache, [id], 'logits');
      const best = largestIndex(logits);
      return { id: best, logit: logits[best] as number };
    },
    screen: async (cache, ids) => {
      if (!greedyHead) return null;
      await step(cache, ids, 'row');
      return greedyHead.screen(row);
    },
    stopScreening: () => screening.stop(),
    close: async () => {
      await greedyHead?.close();
      await session.release();
    },
  };
}

/** Throws CoreError `badTokens` unless `ids` can be run behind `past` tokens. */
export function requireTokens(
  ids: readonly number[],
  past: number,
  vocabularySize: number,
  windowTokens: number,
): void {
  if (ids.length === 0) throw new CoreError('badTokens', { reason: 'none' });
  if (past + ids.length > windowTokens) {
    throw new CoreError('badTokens', { reason: 'tooMany', tokenCount: past + ids.length, windowTokens });
  }
  const outside = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= vocabularySize);
  if (outside === undefined) return;
  throw new CoreError('badTokens', { reason: 'unknown', token: outside, vocabularySize });
}

function tokenFeeds(ids: readonly number[], past: number): Record<string, Tensor> {
  const positions = Int32Array.from(ids, (_, index) => past + index); // [S]
  return {
    input_ids: new Tensor('int32', Int32Array.from(ids), [ids.length]),
    position_ids: new Tensor('int32', positions, [ids.length]),
  };
}

/** The position of the last token, [1], or none, [0]. */
function lastPosition(ids: readonly number[], isWanted: boolean): Tensor {
  const positions = Int32Array.from(isWanted ? [ids.length - 1] : []);
  return new Tensor('int32', positions, [positions.length]);
}

/** Binds, per layer, the rows to be read and the rows to be written: views of the cache's own buffers, nothing is copied. */
function bindRows(
  feeds: Record<string, Tensor>,
  fetches: Record<string, Tensor>,
  cache: KvCache,
  newCount: number,
  appendMode: AppendMode,
): void {
  const { embeddingSize, layerCount } = cache.shape;
  const past = cache.length;
  const total = past + newCount;
  const readCount = appendMode === 'inPlace' ? total : past;
  const view = (buffer: Float32Array, begin: number, end: number) =>
    new Tensor('float32', buffer.subarray(begin * embeddingSize, end * embeddingSize), [1, end - begin, embeddingSize]);
  for (let layer = 0; layer < layerCount; layer++) {
    const names = layerNames(layer);
    const keys = cache.keys[layer] as Float32Array;
    const values = cache.values[layer] as Float32Array;
    feeds[names.keys] = view(keys, 0, readCount);
    feeds[names.values] = view(values, 0, readCount);
    fetches[names.newKeys] = view(keys, past, total);
    fetches[names.newValues] = view(values, past, total);
  }
}

/** An undecided step is run twice, so a head whose screening seldom decides is better not screened. */
class Screening {
  private decided = 0;
  private undecided = 0;
  private isStopped = false;

  stop(): void {
    this.isStopped = true;
  }

  record(isDecided: boolean): void {
    if (isDecided) this.decided += 1;
    else this.undecided += 1;
  }

  get isWorthwhile(): boolean {
    return !this.isStopped && (this.undecided < 8 || this.decided > 8 * this.undecided);
  }
}

/** Additive masks: 0 where a token may look, minus infinity where it may not. */
class Masks {
  private readonly zeros: Float32Array;

  constructor(windowTokens: number) {
    this.zeros = new Float32Array(windowTokens);
  }

  /** [S, past + S]: token i of the new ones sees the past, those before it, and itself. A single one sees everything. */
  causal(newCount: number, past: number): Float32Array {
    const total = past + newCount;
    if (newCount === 1) return this.zeros.subarray(0, total);
    const mask = new Float32Array(newCount * total);
    for (let row = 0; row < newCount - 1; row++) {
      mask.fill(Number.NEGATIVE_INFINITY, row * total + past + row + 1, (row + 1) * total);
    }
    return mask;
  }
}
