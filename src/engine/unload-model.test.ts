import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cpu } from './cpu-provider.ts';
import { generate } from './generate.ts';
import { type LoadOptions, loadModel, unloadModel } from './load-model.ts';
import type { Provider } from './provider.ts';
import type { ProviderKind } from './provider-kind.ts';
import type { RowStore } from './row-store.ts';
import { writeRandomCheckpoint } from './test-support/random-checkpoint.ts';
import { smallShape } from './test-support/small-model.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';

const folder = temporaryFolder();
const modelDir = join(folder, 'model');
writeRandomCheckpoint(modelDir, { config: smallShape, seed: 5, spread: 0.5 });

/** The CPU, which writes down what becomes of it and of its rows. */
function watchedCpu() {
  const told: string[] = [];
  const alive = new Set<RowStore>();
  const watch = (rows: RowStore): RowStore => {
    alive.add(rows);
    const fork = rows.fork.bind(rows);
    rows.fork = async (tokenCount) => watch(await fork(tokenCount));
    const dispose = rows.dispose.bind(rows);
    rows.dispose = () => {
      alive.delete(rows);
      told.push('rows disposed');
      dispose();
    };
    return rows;
  };
  const kind: ProviderKind = {
    ...cpu,
    open: async (graphMode, options): Promise<Provider> => {
      const provider = await cpu.open(graphMode, options);
      told.push('provider opened');
      return {
        ...provider,
        openRows: (shape) => watch(provider.openRows(shape)),
        close: async () => void told.push('provider closed'),
      };
    },
  };
  return { kind, told, alive };
}

const optionsFor = (provider: ProviderKind): LoadOptions => ({
  ...{ modelDir, graphsDir: join(folder, 'graphs'), threadCount: 1, provider },
  onLog: () => {},
});

describe('a model that is unloaded', () => {
  it('gives back its rows, then its graphs, then the processor', async () => {
    const { kind, told, alive } = watchedCpu();
    const { loaded } = await loadModel(optionsFor(kind));
    // What proved the model at its load held rows as well.
    expect(alive.size).toBe(0);
    const sampling = { isGreedy: true, temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1, seed: 0 };
    for (const cacheKey of ['a', 'b']) {
      const input = { cacheKey, promptIds: [1, 2, 3], maxNewTokens: 2, endTokenIds: [], sampling };
      await generate(loaded, input, { send: () => {}, signal: new AbortController().signal, arrivedAt: 0 });
    }
    expect(alive.size).toBe(2);
    told.length = 0;
    const { close } = loaded.session;
    const session = { ...loaded.session, close: () => close().then(() => void told.push('session closed')) };
    await unloadModel({ ...loaded, session });
    expect(told).toEqual(['rows disposed', 'rows disposed', 'session closed', 'provider closed']);
    expect(loaded.pool.report()).toEqual({ cache: null, caches: [] });
  });

  it('or was never loaded leaves no processor open', async () => {
    const { kind, told } = watchedCpu();
    // Each weight is a number; what they make of a token is none.
    const brokenDir = join(folder, 'broken');
    writeRandomCheckpoint(brokenDir, { config: smallShape, seed: 5, spread: 1e25 });
    await expect(loadModel({ ...optionsFor(kind), modelDir: brokenDir })).rejects.toMatchObject({ code: 'badModel' });
    const opened = told.filter((what) => what === 'provider opened').length;
    expect(opened).toBe(cpu.graphModes.length);
    expect(told.filter((what) => what === 'provider closed')).toHaveLength(opened);
  });
});
