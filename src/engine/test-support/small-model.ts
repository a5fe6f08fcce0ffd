import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { cpu } from '../cpu-provider.ts';
import type { LoadedModel } from '../generate.ts';
import { loadModel, unloadModel } from '../load-model.ts';
import type { ProviderKind } from '../provider-kind.ts';
import { writeRandomCheckpoint } from './random-checkpoint.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A window past the first capacity step, so that caches grow in tests. */
export const smallShape = { n_layer: 2, n_head: 2, n_embd: 16, vocab_size: 40, n_positions: 160 };

/** A small random model, written, imported and loaded for a test file. Ask for `current` inside tests. */
export function openSmallModel(provider: ProviderKind = cpu): {
  readonly current: LoadedModel;
  readonly modelDir: string;
  readonly graphsDir: string;
} {
  const folder = temporaryFolder();
  const modelDir = join(folder, 'model');
  const graphsDir = join(folder, 'graphs');
  let loaded: LoadedModel | undefined;
  beforeAll(async () => {
    writeRandomCheckpoint(modelDir, { config: smallShape, seed: 5, spread: 0.5 });
    loaded = (await loadModel({ modelDir, graphsDir, threadCount: 1, provider, onLog: () => {} })).loaded;
  }, 120_000);
  afterAll(() => loaded && unloadModel(loaded));
  return {
    modelDir,
    graphsDir,
    get current(): LoadedModel {
      if (!loaded) throw new Error('The model is loaded when the tests begin.');
      return loaded;
    },
  };
}
