import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { DeviceWish } from '../shared/device-view.ts';
import type { ModelId } from '../shared/models-view.ts';
import type { FailureView } from '../shared/views.ts';
import { toWireError } from '../shared/wire.ts';
import { sentenceOf } from '../shared/words/sentence-of.ts';
import { Application } from './application.ts';
import { startDailyRetiring } from './daily-retiring.ts';
import { triedDevice } from './devices/device-choice.ts';
import { openDeviceChoice } from './devices/open-device-choice.ts';
import { tryDevice } from './devices/try-device.ts';
import { type EngineLink, openEngineLink } from './engine-link.ts';
import type { StartEngine } from './engine-process.ts';
import type { PrintPdf } from './export/written-files.ts';
import { acquireLock, type Lock } from './lock.ts';
import { bundledModelDir, readManifest } from './models/catalog.ts';
import { LearntFacts } from './models/learnt.ts';
import { ModelLibrary } from './models/library.ts';
import { openModelHost } from './models/model-host.ts';
import { weightBytesOf } from './models/model-paths.ts';
import { openModelShelf } from './models/model-shelf.ts';
import { openModelSources } from './models/model-source.ts';
import { SpareEngines } from './spare-engine.ts';
import { openStore, type Store } from './store/store.ts';
import { systemWords } from './system-words.ts';

export interface CoreOptions {
  /** Where everything is kept; made when it is not there. */
  readonly dataDir: string;
  /** Holds the models that come with the application. */
  readonly modelsDir: string;
  /** A GPT-2 checkpoint folder to use instead of the bundled model. */
  readonly modelDir?: string | undefined;
  readonly shell: 'electron' | 'browser';
  readonly startEngine: StartEngine;
  /** Where the shell can print a file. Defaults to one that cannot. */
  readonly printPdf?: PrintPdf | undefined;
  /** Told, a line each, what a person who looks after the process wants to know. Defaults to nothing. */
  readonly onLog?: ((line: string) => void) | undefined;
  /** A core before this one ended by itself: what was deleted a moment ago can still be taken back. Defaults to false. */
  readonly isStartedAgain?: boolean | undefined;
  /** What models are to be computed on, this time; defaults to the setting. */
  readonly device?: DeviceWish | undefined;
  /** See DevicesOptions. */
  readonly deviceTrialDelayMs?: number | undefined;
  /** See EngineLinkOptions. */
  readonly engineHangMs?: number | undefined;
}

/** The application with all that it stands on. */
export interface OpenApplication {
  readonly app: Application;
  /** See Core. */
  announce(where: { readonly address: string }): void;
  close(): Promise<void>;
}

/** Puts the application together on a data folder. Throws what `openCore` says; whatever was opened before is closed then. */
export function openApplication(options: CoreOptions): OpenApplication {
  const log = options.onLog ?? (() => {});
  const lock = acquireLock(options.dataDir, { shell: options.shell, pid: process.pid });
  let store: Store | undefined;
  try {
    store = openStore(join(options.dataDir, 'palimpsest.sqlite'), { recoversAtMs: Date.now(), onUndone: log });
    if (store.readOnly) log(readOnlyLine(store.readOnly));
    if (!options.isStartedAgain) retireOverdue(store);
    return compose(options, lock, store, log);
  } catch (error) {
    store?.close();
    lock.release();
    throw error;
  }
}

/** Of deleted chats, those whose time is over. */
function retireOverdue({ upkeep, settings }: Store): void {
  upkeep.retireOverdue({ nowMs: Date.now(), keptDays: settings.app().deletedKeptDays });
}

function compose(options: CoreOptions, lock: Lock, store: Store, log: (line: string) => void): OpenApplication {
  const library = new ModelLibrary(join(options.dataDir, 'models'));
  const learnt = new LearntFacts(library.folder);
  const graphsDir = join(options.dataDir, 'graphs');
  const bundledDir = () => bundledModelDir(options.modelsDir);
  const chosen = store.settings.app().modelId;
  const sources = openModelSources({ modelDir: options.modelDir, library, chosen, bundledDir });
  const chosenForm = (modelId: ModelId) => store.modelForms.chosen(modelId);
  const shelf = openModelShelf({ sources, library, learnt, bundledDir, chosenForm });
  const models = openModelHost({ findModel: () => shelf.find(sources.currentId()), onLog: log });
  const spareEngines = new SpareEngines({ startEngine: options.startEngine, onLog: log });
  let app: Application | undefined;
  const { choice, records } = openDeviceChoice({
    ...{ dataDir: options.dataDir, wish: options.device ?? store.settings.app().device },
    onChange: () => app?.devices.changed(),
    onGivenUp: (failure) => app?.events.send({ type: 'deviceGivenUp', failure }),
  });
  const link: EngineLink = openEngineLink({
    startEngine: options.startEngine,
    modelFiles: async () => {
      // A model whose words cannot be read needs no engine.
      const { dir: modelDir } = await models.toLoad();
      const weightBytes = weightBytesOf(modelDir);
      return { modelDir, graphsDir, weightBytes, loadsAnyway: sources.loadsAnyway(), onDevice: choice.toLoad() };
    },
    onRestart: () => models.reload(),
    onLoaded: (model) => {
      models.whenLoaded(model);
      learnt.noteEngine(sources.currentId(), model);
      choice.whenLoaded(model);
    },
    onDeviceFailed: (failure) => choice.whenFailed(toWireError(failure)),
    onView: (view) => app?.whenEngineChanged(view),
    onLog: log,
    hangMs: options.engineHangMs,
  });
  const isStartedAgain = options.isStartedAgain ?? false;
  const randomSeed = () => randomInt(2 ** 32);
  const application = new Application({
    ...{ dataDir: options.dataDir, store, link, models, sources, shelf },
    ...{ spareEngines, library, learnt, graphsDir, isStartedAgain, randomSeed },
    devices: {
      choice,
      tryDevice: (modelDir, signal) => tryDevice({ spareEngines, modelDir, graphsDir, signal, device: triedDevice }),
      trialDelayMs: options.deviceTrialDelayMs,
    },
    manifest: () => readManifest(options.modelsDir),
    incomingDir: join(options.dataDir, 'incoming'),
    isPageGuarded: options.shell === 'electron',
    printPdf: options.printPdf ?? null,
    nowMs: Date.now,
    onLog: log,
  });
  app = application;
  const stopRetiring = startDailyRetiring(application);
  return {
    app: application,
    announce: (where) => lock.announce(where),
    close: async () => {
      stopRetiring();
      await application.close();
      await link.close();
      await records.settled();
      store.close();
      lock.release();
    },
  };
}

function readOnlyLine(failure: FailureView): string {
  const words = systemWords();
  return words.terminal.readOnly(sentenceOf(words, failure), failure.code === 'diskFull');
}
