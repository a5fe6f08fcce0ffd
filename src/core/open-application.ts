import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import type { DeviceWish } from '../shared/device-view.ts';
import type { FailureView } from '../shared/views.ts';
import { toWireError } from '../shared/wire.ts';
import { sentenceOf } from '../shared/words/sentence-of.ts';
import { systemWords } from '../shared/words/system-words.ts';
import { type Application, openParts } from './application.ts';
import type { OpenFolder } from './carrying-parts.ts';
import { startDailyRetiring } from './daily-retiring.ts';
import { type DeviceChoice, triedDevice } from './devices/device-choice.ts';
import { openDeviceChoice } from './devices/open-device-choice.ts';
import { tryDevice } from './devices/try-device.ts';
import { type EngineLink, type EngineLinkOptions, openEngineLink } from './engine-link.ts';
import type { StartEngine } from './engine-process.ts';
import type { PrintPdf } from './export/written-files.ts';
import { acquireLock, type Lock } from './lock.ts';
import { readManifest } from './models/catalog.ts';
import { weightBytesOf } from './models/model-paths.ts';
import { type ModelsHere, openModelsHere } from './models/models-here.ts';
import { openStore, type Store } from './store/store.ts';

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
  /** Where the core is the one that can show a folder. Defaults to one that cannot. */
  readonly openFolder?: OpenFolder | undefined;
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
  const { dataDir, modelsDir, startEngine } = options;
  const here = openModelsHere({ dataDir, modelsDir, modelDir: options.modelDir, store, startEngine, onLog: log });
  const { models, graphsDir, spareEngines } = here;
  let app: Application | undefined;
  const { choice, records } = openDeviceChoice({
    ...{ dataDir, wish: options.device ?? store.settings.app().device },
    onChange: () => app?.devices.changed(),
    onGivenUp: (failure) => app?.devices.whenGivenUp(failure),
  });
  const link = openLink(options, { here, choice, onView: (view) => app?.whenEngineChanged(view), onLog: log });
  const application = openParts({
    ...{ dataDir, store, link, models, here, onLog: log, nowMs: Date.now },
    isStartedAgain: options.isStartedAgain ?? false,
    randomSeed: () => randomInt(2 ** 32),
    devices: {
      choice,
      tryDevice: (modelDir, signal) => tryDevice({ spareEngines, modelDir, graphsDir, signal, device: triedDevice }),
      trialDelayMs: options.deviceTrialDelayMs,
    },
    manifest: () => readManifest(modelsDir),
    incomingDir: join(dataDir, 'incoming'),
    isPageGuarded: options.shell === 'electron',
    printPdf: options.printPdf ?? null,
    openFolder: options.openFolder ?? null,
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

interface LinkNeeds extends Pick<EngineLinkOptions, 'onView' | 'onLog'> {
  readonly here: ModelsHere;
  readonly choice: DeviceChoice;
}

/** The engine loads what the models here say, on the device that was chosen. */
function openLink({ startEngine, engineHangMs }: CoreOptions, { here, choice, onView, onLog }: LinkNeeds): EngineLink {
  const { models, sources, learnt, graphsDir } = here;
  return openEngineLink({
    ...{ startEngine, onView, onLog, hangMs: engineHangMs },
    modelFiles: async () => {
      // A model whose words cannot be read needs no engine.
      const { dir: modelDir } = await models.toLoad();
      const weightBytes = weightBytesOf(modelDir);
      const onDevice = choice.toLoad(learnt.of(sources.currentId())?.checkpointHash);
      return { modelDir, graphsDir, weightBytes, loadsAnyway: sources.loadsAnyway(), onDevice };
    },
    onRestart: () => models.reload(),
    onLoaded: (model) => {
      models.whenLoaded(model);
      learnt.noteEngine(sources.currentId(), model);
      choice.whenLoaded(model);
    },
    onDeviceFailed: (failure) => choice.whenFailed(toWireError(failure)),
  });
}

function readOnlyLine(failure: FailureView): string {
  const words = systemWords();
  return words.terminal.readOnly(sentenceOf(words, failure), failure.code === 'diskFull');
}
