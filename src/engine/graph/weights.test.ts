import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { saying } from '../../shared/test-support/saying.ts';
import { writeRandomCheckpoint } from '../test-support/random-checkpoint.ts';
import { splitCheckpoint } from '../test-support/split-checkpoint.ts';
import { temporaryFolder } from '../test-support/temporary-folder.ts';
import { openCheckpoint, tensorShapes } from './checkpoint.ts';

const folder = temporaryFolder();
const modelDir = join(folder, 'model');
const config = { n_layer: 2, n_head: 2, n_embd: 8, vocab_size: 20, n_positions: 16, tie_word_embeddings: false };

beforeEach(() => {
  rmSync(modelDir, { recursive: true, force: true });
  mkdirSync(modelDir);
  writeRandomCheckpoint(modelDir, { config, seed: 3 });
});

async function readAll(): Promise<ReadonlyMap<string, readonly number[]>> {
  const checkpoint = await openCheckpoint(modelDir);
  try {
    const all = new Map<string, readonly number[]>();
    for (const name of tensorShapes(checkpoint.config).keys()) {
      const values: number[] = [];
      await checkpoint.read(name, (piece) => void values.push(...piece));
      all.set(name, values);
    }
    return all;
  } finally {
    await checkpoint.close();
  }
}

describe('a checkpoint in several files', () => {
  it.each([2, 3, 7])('that is split into %i has the same tensors as in one', async (shardCount) => {
    const whole = await readAll();
    splitCheckpoint(modelDir, shardCount);
    expect(await readAll()).toEqual(whole);
  });

  it('is refused where one of them is missing, or has a tensor of another', async () => {
    const names = splitCheckpoint(modelDir, 2) as readonly [string, string];
    copyFileSync(join(modelDir, names[0]), join(modelDir, names[1]));
    await expect(openCheckpoint(modelDir)).rejects.toMatchObject({ details: { reason: 'tensorTwice' } });
    rmSync(join(modelDir, names[1]));
    await expect(openCheckpoint(modelDir)).rejects.toThrow(saying('model-00002-of-00002.safetensors: it is missing.'));
  });

  it.each(['../elsewhere.safetensors', '/etc/passwd', 'a\\b', '..', 'C:x', ''])(
    'is refused where its index names %j',
    async (name) => {
      splitCheckpoint(modelDir, 2);
      const index = join(modelDir, 'model.safetensors.index.json');
      const { weight_map: map } = JSON.parse(readFileSync(index, 'utf8'));
      writeFileSync(index, JSON.stringify({ weight_map: { ...map, 'wte.weight': name } }));
      await expect(openCheckpoint(modelDir)).rejects.toMatchObject({ details: { reason: 'badIndexName' } });
    },
  );

  it.each(['tokenizer.json', 'palimpsest-model.json', 'pytorch_model.bin', 'optimizer.safetensors', 'config.json'])(
    'is refused where its index takes %s for a part of it',
    async (name) => {
      splitCheckpoint(modelDir, 2);
      writeFileSync(join(modelDir, name), '');
      const index = join(modelDir, 'model.safetensors.index.json');
      const { weight_map: map } = JSON.parse(readFileSync(index, 'utf8'));
      writeFileSync(index, JSON.stringify({ weight_map: { ...map, 'wte.weight': name } }));
      const refusal = saying(`it names "${name}", which is no file of weights`);
      await expect(openCheckpoint(modelDir)).rejects.toThrow(refusal);
    },
  );
});
