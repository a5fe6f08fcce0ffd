import { InferenceSession, Tensor } from 'onnxruntime-node';
import { CoreError } from '../shared/wire.ts';
import { type AppendMode, layerNames } from './graph/gpt2-graph.ts';
import type { ImportedModel } from './graph/import-checkpoint.ts';
import { type GreedyHead, openGreedyHead } from './greedy-head.ts';
import { KvCache } from './kv-cache.ts';
import { type OutputAt, OutputBuffer, type OutputRows, outputPositions } from './output-rows.ts';

/** A loaded model: runs tokens through the graph and keeps their rows in the cache it is given. */
export interface ModelSession {
  readonly model: ImportedModel;
  readonly appendMode: AppendMode;
  readonly threadCount: number;
  /** The head that finds the largest logit alone, for the rows of `runHeadless`; closed with the session. Null: there is none. */
  readonly greedyHead: GreedyHead | null;
  openCache(): KvCache;
  /**
   * Runs `ids` behind what the cache holds and appends their rows. Resolves to the logits after the tokens that `logitsAt`
   * names, [N, vocabulary]: after none of them (N = 0), the last (N = 1) or all (N = ids.length), which for many tokens is
   * a lot of memory and of work. The next run may write over them: copy what must outlive it. Lets the event loop turn
   * before it blocks the thread. Throws CoreError `badTokens` for ids outside the vocabulary or past the window; the cache
   * is then as it was.
   */
  run(cache: KvCache, ids: readonly number[], options: { readonly logitsAt: OutputAt }): Promise<OutputRows>;
  /**
   * Runs `ids` likewise, but for the head: resolves to the rows that the head would be given, [N, embedding], overwritten
   * likewise. Only for models that have a greedy head; throws Error for others.
   */
  runHeadless(cache: KvCache, ids: readonly number[], options: { readonly rowsAt: OutputAt }): Promise<OutputRows>;
  close(): Promise<void>;
}

export interface SessionOptions {
  readonly appendMode: AppendMode;
  readonly threadCount: number;
  /** Whether the greedy head is opened too, where the model has one. Defaults to false. */
  readonly opensGreedyHead?: boolean;
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
  const openHead = async () =>
    facts && options.opensGreedyHead ? openGreedyHead(folder, facts, sessionOptions) : null;
  const greedyHead = await openHead().catch(async (error: unknown) => {
    await session.release();
    throw error;
  });
  const logitsBuffer = new OutputBuffer(config.vocabularySize);
  const rowsBuffer = new OutputBuffer(config.embeddingSize);
  const masks = new Masks(config.windowTokens);

  async function step(cache: KvCache, ids: readonly number[], wanted: { logitsAt: OutputAt; rowsAt: OutputAt }) {
    requireTokens(ids, cache.length, config.vocabularySize, config.windowTokens);
    cache.reserve(cache.length + ids.length);
    const past = cache.length;
    const feeds: Record<string, Tensor> = {
      ...tokenFeeds(ids, past),
      mask: new Tensor('float32', masks.causal(ids.length, past), [ids.length, past + ids.length]),
    };
    const fetches: Record<string, Tensor> = {};
    const ask = (input: string, at: OutputAt, output: string, buffer: OutputBuffer): OutputRows => {
      const positions = outputPositions(at, ids.length); // [N]
      feeds[input] = new Tensor('int32', positions, [positions.length]);
      const { tensor, rows } = buffer.take(positions.length);
      fetches[output] = tensor;
      return rows;
    };
    const logits = ask('logit_positions', wanted.logitsAt, 'logits', logitsBuffer);
    const rows = facts && ask('row_positions', wanted.rowsAt, 'rows', rowsBuffer);
    bindRows(feeds, fetches, cache, ids.length, appendMode);
    await session.run(feeds, fetches);
    cache.append(ids);
    return { logits, rows };
  }

  return {
    model,
    appendMode,
    threadCount,
    greedyHead,
    openCache: () => new KvCache(config),
    run: async (cache, ids, { logitsAt }) => (await step(cache, ids, { logitsAt, rowsAt: 'none' })).logits,
    runHeadless: async (cache, ids, { rowsAt }) => {
      if (!facts) throw new Error('This graph gives no rows for a head outside it.');
      return (await step(cache, ids, { logitsAt: 'none', rowsAt })).rows as OutputRows;
    },
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
  if (ids.length === 0) throw new CoreError('badTokens', 'There is nothing to read: the list of tokens is empty.');
  if (past + ids.length > windowTokens) {
    throw new CoreError('badTokens', `${past + ids.length} tokens do not fit the model's window of ${windowTokens}.`, {
      tokenCount: past + ids.length,
      windowTokens,
    });
  }
  const outside = ids.find((id) => !Number.isInteger(id) || id < 0 || id >= vocabularySize);
  if (outside === undefined) return;
  throw new CoreError('badTokens', `There is no token ${outside} in a vocabulary of ${vocabularySize}.`, {
    token: outside,
    vocabularySize,
  });
}

function tokenFeeds(ids: readonly number[], past: number): Record<string, Tensor> {
  const positions = Int32Array.from(ids, (_, index) => past + index); // [S]
  return {
    input_ids: new Tensor('int32', Int32Array.from(ids), [ids.length]),
    position_ids: new Tensor('int32', positions, [ids.length]),
  };
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
