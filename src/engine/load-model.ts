import * as os from 'node:os';
import type { EngineModel } from '../shared/engine-contract.ts';
import { CoreError } from '../shared/wire.ts';
import { provesAppend } from './append-probe.ts';
import { CachePool } from './cache-pool.ts';
import type { LoadedModel } from './generate.ts';
import { discardGraphs, type ImportedModel, importCheckpoint } from './graph/import-checkpoint.ts';
import { cacheBytes } from './kv-cache.ts';
import { PrefillPace } from './prefill.ts';
import { screeningPays } from './screening-trial.ts';
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

/** Imports a checkpoint if need be, loads it, and proves how rows are appended. Errors as `importCheckpoint`. */
export async function loadModel(options: LoadOptions): Promise<{ loaded: LoadedModel; facts: EngineModel }> {
  const startedAt = performance.now();
  let model = await importCheckpoint(options.modelDir, options.graphsDir);
  let importMs = performance.now() - startedAt;
  const loadStartedAt = performance.now();
  const session = await openProvenSession(model, options).catch(async (error: unknown) => {
    if (model.isNew || error instanceof CoreError) throw error;
    // The sizes were right and the content is not: write the graphs again, once.
    options.onLog(`The prepared graphs could not be loaded and are written again: ${String(error)}`);
    await discardGraphs(model);
    model = await importCheckpoint(options.modelDir, options.graphsDir);
    importMs = performance.now() - startedAt;
    return openProvenSession(model, options);
  });
  if (model.greedyHead && !(await screeningPays(session))) session.stopScreening();
  const loadMs = performance.now() - loadStartedAt;
  const budget = Math.max(cacheBudgetBytes, 2 * cacheBytes(model.config, model.config.windowTokens));
  return {
    loaded: {
      session,
      pool: new CachePool({
        openCache: session.openCache,
        budgetBytes: budget,
        ...(options.nextCacheId && { nextCacheId: options.nextCacheId }),
      }),
      pace: new PrefillPace(model.parameterCount),
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

async function openProvenSession(model: ImportedModel, options: LoadOptions): Promise<ModelSession> {
  const threadCount = options.threadCount ?? defaultThreadCount();
  const inPlace = await openSession(model, { appendMode: 'inPlace', threadCount, screensHead: true });
  if (await provesAppend(inPlace)) return inPlace;
  options.onLog('The runtime does not append rows in place here; they are joined inside the graph.');
  await inPlace.close();
  const joining = await openSession(model, { appendMode: 'concat', threadCount, screensHead: true });
  if (await provesAppend(joining)) return joining;
  await joining.close();
  throw new CoreError('badModel', 'This checkpoint computes no usable numbers; its weights may be damaged.');
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
