import * as os from 'node:os';
import type { EngineModel } from '../shared/engine-contract.ts';
import { CoreError } from '../shared/wire.ts';
import { provesAppend } from './append-probe.ts';
import { CachePool } from './cache-pool.ts';
import type { LoadedModel } from './generate.ts';
import { rememberChecked } from './graph/graph-integrity.ts';
import { discardGraphs, type ImportedModel, importCheckpoint } from './graph/import-checkpoint.ts';
import { computeKnownResult, isSameResult, readKnownResult, writeKnownResult } from './known-result.ts';
import { cacheBytes } from './kv-cache.ts';
import { isOutOfMemory, tellingOutOfMemory } from './out-of-memory.ts';
import { PrefillPace } from './prefill.ts';
import { tryScreening } from './screening-trial.ts';
import { type ModelSession, openSession } from './session.ts';

export interface LoadOptions {
  readonly modelDir: string;
  readonly graphsDir: string;
  /** Defaults to `defaultThreadCount()`. */
  readonly threadCount?: number | undefined;
  readonly onLog: (line: string) => void;
  /** Numbers the caches; see CachePool. */
  readonly nextCacheId?: () => number;
}

const cacheBudgetBytes = 256 * 1024 * 1024;

/**
 * Imports a checkpoint if need be, loads it, and proves how rows are appended and that it computes what it did when it was
 * imported. Graphs that fail are imported again, once. Errors as `importCheckpoint`, and CoreError `notEnoughMemory`.
 */
export async function loadModel(options: LoadOptions): Promise<{ loaded: LoadedModel; facts: EngineModel }> {
  return tellingOutOfMemory('load this model', () => load(options));
}

async function load(options: LoadOptions): Promise<{ loaded: LoadedModel; facts: EngineModel }> {
  const { modelDir, graphsDir, onLog } = options;
  const startedAt = performance.now();
  let model = await importCheckpoint(modelDir, graphsDir, { onLog });
  let importMs = performance.now() - startedAt;
  let loadStartedAt = performance.now();
  const session = await openCheckedSession(model, options).catch(async (error: unknown) => {
    // Want of memory says nothing of the graphs, and writing half a gigabyte would not make it better.
    if (isOutOfMemory(error)) throw error;
    await discardGraphs(model);
    if (model.isNew) throw error;
    onLog(`The prepared graphs are damaged and are written again: ${error instanceof Error ? error.message : error}`);
    model = await importCheckpoint(modelDir, graphsDir, { onLog });
    importMs = performance.now() - startedAt;
    loadStartedAt = performance.now();
    return openCheckedSession(model, options);
  });
  return closingOnFailure(session, () => finishLoading(session, options, { importMs, loadStartedAt }));
}

async function finishLoading(
  session: ModelSession,
  { nextCacheId }: LoadOptions,
  { importMs, loadStartedAt }: { readonly importMs: number; readonly loadStartedAt: number },
): Promise<{ loaded: LoadedModel; facts: EngineModel }> {
  const { model } = session;
  const screening = await tryScreening(session);
  const loadMs = performance.now() - loadStartedAt;
  const budget = Math.max(cacheBudgetBytes, 2 * cacheBytes(model.config, model.config.windowTokens));
  return {
    loaded: {
      session,
      pool: new CachePool({
        openCache: session.openCache,
        budgetBytes: budget,
        ...(nextCacheId && { nextCacheId }),
      }),
      pace: new PrefillPace(model.parameterCount),
      screening,
    },
    facts: factsOf(session, { importMs, loadMs }),
  };
}

/**
 * The processors that this process may use, at most 8: decoding is bound by memory, which a few of them exhaust. Half of them where there are more
 * than four, since those are mostly two threads a core.
 */
export function defaultThreadCount(): number {
  // From Node 18.14; where it is missing, a limit such as taskset's is not seen.
  const count = typeof os.availableParallelism === 'function' ? os.availableParallelism() : os.cpus().length || 1;
  return count <= 4 ? count : Math.min(8, Math.ceil(count / 2));
}

/** A session that computes what the same graphs computed when they were new; with new graphs, that is kept. */
async function openCheckedSession(model: ImportedModel, options: LoadOptions): Promise<ModelSession> {
  const session = await openProvenSession(model, options);
  return closingOnFailure(session, async () => {
    const result = await computeKnownResult(session);
    const known = model.isNew ? null : await readKnownResult(model.folder);
    if (known && !isSameResult(result, known)) throw new Error('They do not compute what they did when they were new.');
    if (known) return session;
    // Where nothing can be written, the files are hashed at each load instead.
    await writeKnownResult(model.folder, result).catch(() => {});
    await rememberChecked(model.folder, Date.now());
    return session;
  });
}

async function openProvenSession(model: ImportedModel, options: LoadOptions): Promise<ModelSession> {
  const threadCount = options.threadCount ?? defaultThreadCount();
  for (const appendMode of ['inPlace', 'concat'] as const) {
    const session = await openSession(model, { appendMode, threadCount, opensGreedyHead: true });
    if (await closingOnFailure(session, () => provesAppend(session))) return session;
    await session.close();
    if (appendMode === 'inPlace') {
      options.onLog('The runtime does not append rows in place here; they are joined inside the graph.');
    }
  }
  throw new CoreError('badModel', 'This checkpoint computes no usable numbers; its weights may be damaged.');
}

async function closingOnFailure<Result>(session: ModelSession, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await session.close();
    throw error;
  }
}

function factsOf(session: ModelSession, times: { importMs: number; loadMs: number }): EngineModel {
  const { model, appendMode, threadCount } = session;
  const { config } = model;
  return {
    checkpointHash: model.checkpointHash,
    layerCount: config.layerCount,
    headCount: config.headCount,
    headSize: config.headSize,
    embeddingSize: config.embeddingSize,
    vocabularySize: config.vocabularySize,
    windowTokens: config.windowTokens,
    parameterCount: model.parameterCount,
    weightBytes: model.weightBytes,
    precision: 'fp32',
    provider: 'cpu',
    threadCount,
    appendMode,
    ...times,
  };
}
