import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openEngineLink } from '../engine-link.ts';
import { type Ground, openGround } from '../ground.ts';
import { type ModelsHere, openModelsHere } from '../models/models-here.ts';
import { openStore } from '../store/store.ts';

/** What parts of the application stand on, without the others. */
export interface TestGround {
  readonly ground: Ground;
  readonly here: ModelsHere;
  close(): Promise<void>;
}

/** A ground with a real store and the models that are shipped. Its engine never comes. */
export function openTestGround(): TestGround {
  const dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-ground-'));
  const onLog = () => {};
  const store = openStore(join(dataDir, 'palimpsest.sqlite'));
  const modelsDir = resolve(import.meta.dirname, '../../../models');
  const startEngine = () => Promise.reject(new Error('No engine is started here.'));
  const here = openModelsHere({ dataDir, modelsDir, modelDir: undefined, store, startEngine, onLog });
  const link = openEngineLink({
    ...{ startEngine, onLog, onLoaded: () => {}, onView: () => {} },
    modelFiles: () => new Promise(() => {}),
  });
  const options = { dataDir, store, link, models: here.models, nowMs: Date.now, onLog };
  return {
    ground: openGround({ ...options, isStartedAgain: false, isPageGuarded: false }),
    here,
    close: async () => {
      await link.close();
      store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
