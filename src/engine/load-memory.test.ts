import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { loadModel, unloadModel } from './load-model.ts';
import { writeRandomCheckpoint } from './test-support/random-checkpoint.ts';
import { makeSparseCheckpoint } from './test-support/sparse-checkpoint.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';

const bundled = join(import.meta.dirname, '../../models/palimpsest-mini');
const folder = temporaryFolder();

/** What this machine has left, unless a test says so. */
const machine = vi.hoisted(() => ({ availableBytes: null as number | null }));
vi.mock('./available-memory.ts', async (importOriginal) => {
  const { availableMemory } = await importOriginal<typeof import('./available-memory.ts')>();
  return { availableMemory: async () => machine.availableBytes ?? availableMemory() };
});
beforeEach(() => {
  machine.availableBytes = null;
});

describe('a model for which there is not enough memory', () => {
  it.skipIf(process.platform === 'win32')('is refused before anything is made of it', async () => {
    const modelDir = join(folder, 'sparse');
    const graphsDir = join(folder, 'graphs-of-sparse');
    cpSync(bundled, modelDir, { recursive: true });
    makeSparseCheckpoint(modelDir);
    await expect(loadModel({ modelDir, graphsDir, onLog: () => {} })).rejects.toMatchObject({
      code: 'badModel',
      details: { reason: 'largerThanMemory', neededBytes: expect.any(Number), availableBytes: expect.any(Number) },
    });
    expect(existsSync(graphsDir)).toBe(false);
  });

  it('is loaded where a person wants that anyway', async () => {
    const modelDir = join(folder, 'small');
    const config = { n_layer: 1, n_head: 2, n_embd: 16, vocab_size: 40, n_positions: 32 };
    writeRandomCheckpoint(modelDir, { config, seed: 1 });
    const options = { modelDir, graphsDir: join(folder, 'graphs'), threadCount: 1, onLog: () => {} };
    machine.availableBytes = 10_000;
    await expect(loadModel(options)).rejects.toMatchObject({
      details: { reason: 'largerThanMemory', availableBytes: 10_000 },
    });
    const { loaded, facts } = await loadModel({ ...options, loadsAnyway: true });
    expect(facts.vocabularySize).toBe(40);
    await unloadModel(loaded);
  });
});
