import { InferenceSession, Tensor } from 'onnxruntime-node';
import { CoreError } from '../shared/wire.ts';
import { graphPurposes } from './graph/graph-purposes.ts';
import type { ImportedModel } from './graph/import-checkpoint.ts';
import { type GreedyHead, openGreedyHead } from './greedy-head.ts';
import { KvCache } from './kv-cache.ts';
import { type OutputAt, OutputBuffer, type OutputRows, outputPositions } from './output-rows.ts';
import type { Provider } from './provider.ts';
import type { CacheShape } from './row-store.ts';
import { requireWritten, spoil } from './written-outputs.ts';

/** A loaded model: runs tokens through the graph and keeps their rows in the cache it is given. */
export interface ModelSession {
  readonly model: ImportedModel;
  readonly provider: Provider;
  /** Of every cache it opens; `run` takes no others. */
  readonly cacheShape: CacheShape;
  /** The head that finds the largest logit alone, for the rows of `runHeadless`; closed with the session. Null: there is none. */
  readonly greedyHead: GreedyHead | null;
  /** Whoever opens a cache disposes it. */
  openCache(): KvCache;
  /**
   * Runs `ids` behind what the cache holds and appends their rows. Resolves to the logits after the tokens that `logitsAt`
   * names, [N, vocabulary]: after none of them (N = 0), the last (N = 1) or all (N = ids.length), which for many tokens is
   * a lot of memory and of work. The next run may write over them: copy what must outlive it. Lets the event loop turn
   * before it blocks the thread. Throws CoreError `badTokens` for ids outside the vocabulary or past the window, and Error where
   * a processor that may be at fault gave no numbers; the cache is then as it was.
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
  /** Whether the greedy head is opened too, where the model has one. Defaults to false. */
  readonly opensGreedyHead?: boolean;
}

/** Loads the graph of an imported model that the provider runs steps through. The provider stays the caller's to close. */
export async function openSession(
  model: ImportedModel,
  provider: Provider,
  options: SessionOptions = {},
): Promise<ModelSession> {
  const { sessionOptions, graphMode } = provider;
  const session = await InferenceSession.create(model.graphPath(graphMode), sessionOptions);
  const { config, greedyHead: facts, folder } = model;
  const givesRows = facts !== null && graphPurposes[graphMode].canGiveRows;
  const { cacheType: valueType, sumTolerance } = model.precision;
  const openHead = async () =>
    givesRows && options.opensGreedyHead ? openGreedyHead(folder, { facts, sumTolerance, sessionOptions }) : null;
  const greedyHead = await openHead().catch(async (error: unknown) => {
    await session.release();
    throw error;
  });
  const { layerCount, embeddingSize, windowTokens } = config;
  const cacheShape: CacheShape = { layerCount, embeddingSize, windowTokens, valueType };
  const logitsBuffer = new OutputBuffer(config.vocabularySize);
  const rowsBuffer = new OutputBuffer(config.embeddingSize);
  const masks = new Masks(config.windowTokens, provider.blocked);

  async function step(cache: KvCache, ids: readonly number[], wanted: { logitsAt: OutputAt; rowsAt: OutputAt }) {
    // A device's rows in another's run would be no error, but foreign memory.
    if (cache.shape !== cacheShape) throw new Error('This cache was opened by another session.');
    requireTokens(ids, cache.length, config.vocabularySize, config.windowTokens);
    await cache.reserve(cache.length + ids.length);
    const past = cache.length;
    const bound = cache.store.bind(past, ids.length);
    const feeds: Record<string, Tensor> = {
      ...bound.feeds,
      ...tokenFeeds(ids, past),
      mask: new Tensor('float32', masks.causal(ids.length, past), [ids.length, past + ids.length]),
    };
    const fetches: Record<string, Tensor> = { ...bound.fetches };
    // Where nobody wants anything, a run that computed nothing would not be noticed, and on a device none would be waited for.
    const looksOnly = provider.mayBeAtFault && wanted.logitsAt === 'none' && wanted.rowsAt === 'none';
    const ask = (input: string, at: OutputAt, output: string, buffer: OutputBuffer): OutputRows => {
      const positions = outputPositions(at, ids.length); // [N]
      feeds[input] = new Tensor('int32', positions, [positions.length]);
      const { tensor, rows } = buffer.take(positions.length);
      fetches[output] = tensor;
      if (provider.mayBeAtFault) spoil(rows);
      return rows;
    };
    const logits = ask('logit_positions', looksOnly ? 'last' : wanted.logitsAt, 'logits', logitsBuffer);
    const rows = givesRows ? ask('row_positions', wanted.rowsAt, 'rows', rowsBuffer) : null;
    const results = await session.run(feeds, fetches);
    // On a device each result is a handle of its own to a buffer that was given; freeing it frees no buffer.
    for (const result of Object.values(results)) if (result.location === 'gpu-buffer') result.dispose();
    if (provider.mayBeAtFault) for (const given of [logits, rows]) if (given) requireWritten(given);
    cache.append(ids);
    return { logits: looksOnly ? logits.none : logits, rows };
  }

  return {
    model,
    provider,
    cacheShape,
    greedyHead,
    openCache: () => new KvCache(cacheShape, provider.openRows(cacheShape)),
    run: async (cache, ids, { logitsAt }) => (await step(cache, ids, { logitsAt, rowsAt: 'none' })).logits,
    runHeadless: async (cache, ids, { rowsAt }) => {
      if (!givesRows) throw new Error('This graph gives no rows for a head outside it.');
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

/** Additive masks: 0 where a token may look, `blocked` where it may not. */
class Masks {
  private readonly zeros: Float32Array;
  private readonly blocked: number;

  constructor(windowTokens: number, blocked: number) {
    this.zeros = new Float32Array(windowTokens);
    this.blocked = blocked;
  }

  /** [S, past + S]: token i of the new ones sees the past, those before it, and itself. A single one sees everything. */
  causal(newCount: number, past: number): Float32Array {
    const total = past + newCount;
    if (newCount === 1) return this.zeros.subarray(0, total);
    const mask = new Float32Array(newCount * total);
    for (let row = 0; row < newCount - 1; row++) {
      mask.fill(this.blocked, row * total + past + row + 1, (row + 1) * total);
    }
    return mask;
  }
}
