import * as os from 'node:os';
import type { EngineModel } from '../shared/engine-contract.ts';
import { CoreError } from '../shared/wire.ts';
import { availableMemory } from './available-memory.ts';
import { CachePool } from './cache-pool.ts';
import { cpu } from './cpu-provider.ts';
import { openDevice, tellingDeviceFailure } from './device-failure.ts';
import type { LoadedModel } from './generate.ts';
import { rememberChecked } from './graph/graph-integrity.ts';
import { hostPurposes } from './graph/graph-purposes.ts';
import { discardGraphs, type ImportedModel, importCheckpoint } from './graph/import-checkpoint.ts';
import type { OnImportProgress } from './graph/import-progress.ts';
import { computeKnownResult, isSameResult, readKnownResult, writeKnownResult } from './known-result.ts';
import { modelKeyOf } from './model-key.ts';
import { isOutOfMemory, tellingOutOfMemory } from './out-of-memory.ts';
import type { Precision } from './precision.ts';
import { PrefillPace } from './prefill.ts';
import { toleranceOf } from './provider.ts';
import type { ProviderKind } from './provider-kind.ts';
import { cacheBytesPerToken } from './row-store.ts';
import { tryScreening } from './screening-trial.ts';
import { type ModelSession, openSession } from './session.ts';

export interface LoadOptions {
  readonly modelDir: string;
  readonly graphsDir: string;
  /** Defaults to `defaultPrecision`. */
  readonly precision?: Precision | undefined;
  /** Defaults to `defaultThreadCount()`. */
  readonly threadCount?: number | undefined;
  /** Defaults to what `providerFor` says, and that to the CPU. */
  readonly provider?: ProviderKind | undefined;
  /** Asked once the checkpoint is known by its hash. */
  readonly providerFor?: (checkpointHash: string) => ProviderKind;
  /** Also where there seems to be too little memory for it. Defaults to refusing that. */
  readonly loadsAnyway?: boolean | undefined;
  /** Told how far the making of graphs is. Defaults to nothing. */
  readonly onProgress?: OnImportProgress;
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
  return tellingOutOfMemory('load', () => load(options));
}

async function load(options: LoadOptions): Promise<{ loaded: LoadedModel; facts: EngineModel }> {
  const { modelDir, graphsDir, precision, onLog } = options;
  const availableBytes = options.loadsAnyway ? Number.POSITIVE_INFINITY : await availableMemory();
  const startedAt = performance.now();
  // Those for the host in any case: the CPU comes next where another processor fails.
  const { onProgress = () => {} } = options;
  const wanted = { precision, onLog, availableBytes, onProgress, purposes: hostPurposes };
  let model = await importCheckpoint(modelDir, graphsDir, wanted);
  const kind = options.provider ?? options.providerFor?.(model.checkpointHash) ?? cpu;
  if (kind.mayBeAtFault) return tellingDeviceFailure(kind, () => loadOnDevice(model, kind, options, startedAt));
  let importMs = performance.now() - startedAt;
  let loadStartedAt = performance.now();
  onProgress({ step: 'trying', doneBytes: 0, totalBytes: model.weightBytes });
  const session = await openCheckedSession(model, kind, options).catch(async (error: unknown) => {
    // Want of memory says nothing of the graphs, and writing half a gigabyte would not make it better.
    if (isOutOfMemory(error)) throw error;
    await discardGraphs(model);
    if (model.isNew) throw error;
    onLog(`The prepared graphs are damaged and are written again: ${error instanceof Error ? error.message : error}`);
    model = await importCheckpoint(modelDir, graphsDir, wanted);
    importMs = performance.now() - startedAt;
    loadStartedAt = performance.now();
    return openCheckedSession(model, kind, options);
  });
  return closingOnFailure(session, () => finishLoading(session, options, { importMs, loadStartedAt }));
}

/** Nothing that goes wrong here says that the graphs are damaged: they were compared with their hashes, and the CPU uses them. */
async function loadOnDevice(
  { isNew }: ImportedModel,
  kind: ProviderKind,
  options: LoadOptions,
  startedAt: number,
): Promise<{ loaded: LoadedModel; facts: EngineModel }> {
  const { modelDir, graphsDir, precision, onLog } = options;
  const purposes = [...hostPurposes, ...kind.graphModes];
  const model = { ...(await importCheckpoint(modelDir, graphsDir, { precision, onLog, purposes })), isNew };
  const importMs = performance.now() - startedAt;
  const loadStartedAt = performance.now();
  const session = await openCheckedSession(model, kind, options);
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
  const windowBytes = session.cacheShape.windowTokens * cacheBytesPerToken(session.cacheShape);
  const modelKey = modelKeyOf(model.checkpointHash, model.precision, session.provider.name);
  return {
    loaded: {
      modelKey,
      session,
      pool: new CachePool({
        openCache: session.openCache,
        budgetBytes: Math.max(cacheBudgetBytes, 2 * windowBytes),
        ...(nextCacheId && { nextCacheId }),
      }),
      pace: new PrefillPace(model.parameterCount, session.provider.mostTokensAtOnce),
      screening,
    },
    facts: factsOf(session, { modelKey, importMs, loadMs }),
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
async function openCheckedSession(
  model: ImportedModel,
  kind: ProviderKind,
  options: LoadOptions,
): Promise<ModelSession> {
  const session = await openProvenSession(model, options, kind);
  return closingOnFailure(session, async () => {
    const result = await computeKnownResult(session);
    const known = model.isNew ? null : await readKnownResult(model.folder);
    if (known && !isSameResult(result, known, toleranceOf(session.provider, model.precision)))
      throw new Error('They do not compute what they did when they were new.');
    // What others are compared with is the CPU's.
    if (known || kind.mayBeAtFault) return session;
    // Where nothing can be written, the files are hashed at each load instead.
    await writeKnownResult(model.folder, result).catch(() => {});
    await rememberChecked(model.folder, Date.now());
    return session;
  });
}

/** Steps through the first of the processor's graphs that proves itself on the model. */
export async function openProvenSession(
  model: ImportedModel,
  { threadCount = defaultThreadCount(), onLog }: Pick<LoadOptions, 'threadCount' | 'onLog'>,
  kind: ProviderKind = cpu,
): Promise<ModelSession> {
  for (const graphMode of kind.graphModes) {
    const provider = await openDevice(kind, graphMode, { threadCount });
    const session = await openSession(model, provider, { opensGreedyHead: true }).catch(async (error: unknown) => {
      await provider.close();
      throw error;
    });
    if (await closingOnFailure(session, () => kind.proves(session))) return session;
    await closeSession(session);
    onLog(`Steps through the graph ${graphMode} do not compute right here (${kind.name}).`);
  }
  throw new CoreError('badModel', { reason: 'noNumbers' });
}

/** Gives back all that a loaded model holds, in the order that a device needs: rows, graphs, and the device itself last. */
export async function unloadModel({ pool, session }: LoadedModel): Promise<void> {
  pool.clear();
  await closeSession(session);
}

async function closeSession(session: ModelSession): Promise<void> {
  await session.close();
  await session.provider.close();
}

async function closingOnFailure<Result>(session: ModelSession, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await closeSession(session);
    throw error;
  }
}

function factsOf(session: ModelSession, others: Pick<EngineModel, 'modelKey' | 'importMs' | 'loadMs'>): EngineModel {
  const { model, provider, cacheShape } = session;
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
    cacheBytesPerToken: cacheBytesPerToken(cacheShape),
    precision: model.precision.name,
    provider: provider.name,
    graphMode: provider.graphMode,
    threadCount: provider.threadCount,
    ...others,
  };
}
