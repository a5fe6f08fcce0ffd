import type { CacheReport, EngineContract, PrepareResult } from '../shared/engine-contract.ts';
import { CoreError, type Handlers } from '../shared/wire.ts';
import { type CachePool, openCacheIds } from './cache-pool.ts';
import { tellingDeviceFailure } from './device-failure.ts';
import { foreseeCheckpoint } from './foresee-checkpoint.ts';
import { generate, type LoadedModel } from './generate.ts';
import { defaultThreadCount, loadModel, unloadModel } from './load-model.ts';
import { lookAtCheckpoint } from './look-at-checkpoint.ts';
import type { Precision } from './precision.ts';
import { prepare } from './prepare.ts';
import { allProcessors, type Processors } from './processors.ts';
import { proveDevice } from './prove-device.ts';
import { requireTokens } from './session.ts';

export interface EngineOptions {
  /** Told of what is worth a line in a log. Defaults to nothing. */
  readonly onLog?: (line: string) => void;
  /** Of all models that it loads or looks at. Defaults to `defaultPrecision`. */
  readonly precision?: Precision;
  /** What it can compute on. Defaults to those there are. */
  readonly processors?: Processors;
}

export interface Engine {
  readonly handlers: Handlers<EngineContract>;
  close(): Promise<void>;
}

/** The engine without a process around it: the handlers of its contract. One request computes at a time, in order. */
export function openEngine(options: EngineOptions = {}): Engine {
  const { onLog = () => {}, processors = allProcessors, precision } = options;
  const line = new WaitingLine();
  const preparing = new Set<AbortController>();
  const nextCacheId = openCacheIds();
  const nothingHeld: CacheReport = { cache: null, caches: [] };
  let current: LoadedModel | undefined;

  /** Looked at when a request's turn comes: what was loaded when it was asked may have been replaced. */
  const modelFor = ({ modelKey }: ForModel): LoadedModel => {
    if (!current) throw new CoreError('noModel');
    if (modelKey !== current.modelKey) throw wrongModel(modelKey, current.modelKey);
    return current;
  };
  /** Without a model there are no caches, whosever they would be. */
  const poolFor = (input: ForModel): CachePool | null => (current ? modelFor(input).pool : null);
  /** Somebody waits for an answer, nobody for a preparation: so that gives way, and keeps what it has read. */
  const stopPreparing = () => {
    for (const cancel of preparing) cancel.abort();
  };
  const unload = async () => {
    const before = current;
    current = undefined;
    if (before) await unloadModel(before);
  };

  const handlers: Handlers<EngineContract> = {
    'model.load': (input) => {
      stopPreparing();
      return line.wait(async () => {
        await unload();
        const { onDevice, ...paths } = input;
        const providerFor = (checkpointHash: string) =>
          processors[onDevice?.checkpointHashes.includes(checkpointHash) ? onDevice.device : 'cpu'];
        const { loaded, facts } = await loadModel({ ...paths, precision, providerFor, onLog, nextCacheId });
        current = loaded;
        return facts;
      });
    },
    'checkpoint.foresee': ({ modelDir }) => foreseeCheckpoint(modelDir, precision),
    'checkpoint.look': ({ modelDir, hashes }) => line.wait(() => lookAtCheckpoint(modelDir, { hashes, precision })),
    'checkpoint.bring': (input, onProgress) =>
      line.wait(async () => {
        const { loaded, facts } = await loadModel({ ...input, precision, onProgress, onLog });
        await unloadModel(loaded);
        return facts;
      }),
    generate: (input, send, signal) => {
      const arrivedAt = performance.now();
      stopPreparing();
      return line.wait(() => {
        const model = modelFor(input);
        requirePrompt(model, input.promptIds);
        return onDeviceOf(model, () => generate(model, input, { send, signal, arrivedAt }));
      });
    },
    prepare: async (input, _send, signal): Promise<PrepareResult> => {
      const cancel = new AbortController();
      const forward = () => cancel.abort();
      if (signal.aborted) forward();
      signal.addEventListener('abort', forward);
      preparing.add(cancel);
      try {
        return await line.wait(() => {
          const model = modelFor(input);
          requirePrompt(model, input.promptIds);
          return onDeviceOf(model, () => prepare(model, input, cancel.signal));
        });
      } finally {
        preparing.delete(cancel);
        signal.removeEventListener('abort', forward);
      }
    },
    'cache.list': (input) => poolFor(input)?.report() ?? nothingHeld,
    'cache.drop': (input) => poolFor(input)?.drop(input.cacheKey) ?? nothingHeld,
    // It waits its turn: what is in use must not be cut short, and what was asked before comes before.
    'cache.rewind': (input) => line.wait(async () => poolFor(input)?.rewind(input.cacheKey, input.ids) ?? nothingHeld),
    'device.try': ({ modelDir, graphsDir, device }) =>
      line.wait(() =>
        proveDevice({
          ...{ modelDir, graphsDir, precision, kind: processors[device], host: processors.cpu },
          ...{ threadCount: defaultThreadCount(), onLog },
        }),
      ),
    ping: () => undefined,
  };
  return {
    handlers,
    close: () => {
      stopPreparing();
      return line.wait(unload);
    },
  };
}

/** After a failure of a device nothing on it can be trusted: whoever hears of it ends this engine. */
function onDeviceOf<Result>({ session }: LoadedModel, work: () => Promise<Result>): Promise<Result> {
  return tellingDeviceFailure(session.provider, work);
}

interface ForModel {
  readonly modelKey: string;
}

function wrongModel(asked: string, loaded: string): CoreError {
  return new CoreError('wrongModel', { asked, loaded });
}

function requirePrompt(model: LoadedModel, promptIds: readonly number[]): void {
  const { vocabularySize, windowTokens } = model.session.model.config;
  requireTokens(promptIds, 0, vocabularySize, windowTokens);
}

/**
 * Runs tasks one after another, in the order they came. Between two the loop turns, so that the reply of the first is on its way
 * before the second says a word: reports are heard in the order in which they were true.
 */
class WaitingLine {
  private last: Promise<unknown> = Promise.resolve();

  wait<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(task, task);
    const turn = () => new Promise((next) => setImmediate(next));
    this.last = result.then(turn, turn);
    return result;
  }
}
