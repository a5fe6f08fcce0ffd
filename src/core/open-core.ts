import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { contract } from '../shared/contract.ts';
import { serve } from '../shared/serve.ts';
import type { Pipe } from '../shared/wire.ts';
import { Application } from './application.ts';
import { openEngineLink } from './engine-link.ts';
import type { StartEngine } from './engine-process.ts';
import { handlersOf } from './handlers.ts';
import { acquireLock } from './lock.ts';
import { bundledModelDir } from './models/catalog.ts';
import { openModelSource, weightBytesOf } from './models/model-source.ts';
import { openStore } from './store/store.ts';

export interface CoreOptions {
  /** Where everything is kept; made when it is not there. */
  readonly dataDir: string;
  /** Holds the models that come with the application. */
  readonly modelsDir: string;
  /** A GPT-2 checkpoint folder to use instead of the bundled model. */
  readonly modelDir?: string | undefined;
  readonly shell: 'electron' | 'browser';
  readonly startEngine: StartEngine;
  /** Told, a line each, what a person who looks after the process wants to know. Defaults to nothing. */
  readonly onLog?: ((line: string) => void) | undefined;
  /** A core before this one ended by itself: what was deleted a moment ago can still be taken back. Defaults to false. */
  readonly isStartedAgain?: boolean | undefined;
  /** See EngineLinkOptions. */
  readonly engineHangMs?: number | undefined;
}

/** The application without a screen. */
export interface Core {
  /** Serves the contract to one page, until its pipe closes. */
  serve(pipe: Pipe): void;
  /** Says where this core can be reached, for a second start on the same data folder. */
  announce(where: { readonly address: string }): void;
  /** Stores what was shown of answers under way: synchronously, and without throwing, for the moment before an end. */
  saveAnswers(): void;
  /** Ends answers (kept as far as they got), the engine and the store, and frees the data folder. */
  close(): Promise<void>;
}

/**
 * Opens the application on a data folder. Throws CoreErrors: `locked` when another process holds the folder, and what the
 * store says of a folder it cannot use. A model that cannot be read does not keep the history from opening: the page is told.
 */
export async function openCore(options: CoreOptions): Promise<Core> {
  const log = options.onLog ?? (() => {});
  const lock = acquireLock(options.dataDir, { shell: options.shell, pid: process.pid });
  try {
    const store = openStore(join(options.dataDir, 'palimpsest.sqlite'));
    if (!options.isStartedAgain) store.chats.purgeDeleted();
    store.turns.recover(Date.now());

    const findModel = () => options.modelDir ?? bundledModelDir(options.modelsDir);
    const models = openModelSource({ findModel, onLog: log });
    let app: Application | undefined;
    const link = openEngineLink({
      startEngine: options.startEngine,
      modelFiles: async () => {
        // A model whose words cannot be read needs no engine.
        const { dir: modelDir } = await models.current();
        return { modelDir, graphsDir: join(options.dataDir, 'graphs'), weightBytes: weightBytesOf(modelDir) };
      },
      onRestart: models.reload,
      onView: (view) => app?.whenEngineChanged(view),
      onLog: log,
      hangMs: options.engineHangMs,
    });
    const randomSeed = () => randomInt(2 ** 32);
    const isStartedAgain = options.isStartedAgain ?? false;
    const application = new Application({
      ...{ store, link, models, isStartedAgain, randomSeed },
      nowMs: Date.now,
      onLog: log,
    });
    app = application;
    const handlers = handlersOf(application);
    return {
      serve: (pipe) =>
        serve(pipe, contract, handlers, {
          onInternalError: (method, error) => log(`${method}: ${error instanceof Error ? error.stack : error}`),
        }),
      announce: (where) => lock.announce(where),
      saveAnswers: () => application.saveAnswers(),
      close: async () => {
        await application.close();
        await link.close();
        store.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
