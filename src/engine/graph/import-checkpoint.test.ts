import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { saying } from '../../shared/test-support/saying.ts';
import { writeRandomCheckpoint } from '../test-support/random-checkpoint.ts';
import { temporaryFolder } from '../test-support/temporary-folder.ts';
import { importCheckpoint } from './import-checkpoint.ts';

const folder = temporaryFolder();
const config = { n_layer: 1, n_head: 2, n_embd: 96, vocab_size: 200, n_positions: 16 };

function makeModel(name: string, seed = 1): { modelDir: string; graphsDir: string } {
  const modelDir = join(folder, name);
  writeRandomCheckpoint(modelDir, { config, seed });
  return { modelDir, graphsDir: join(folder, `${name}-graphs`) };
}

describe('importCheckpoint', () => {
  it('writes the graphs once, under the hash of the content', async () => {
    const { modelDir, graphsDir } = makeModel('once');
    const first = await importCheckpoint(modelDir, graphsDir);
    const second = await importCheckpoint(modelDir, graphsDir);
    expect([first.isNew, second.isNew]).toEqual([true, false]);
    expect(second.folder).toBe(first.folder);
    expect(first.folder).toContain(`${first.checkpointHash.slice(0, 32)}-fp32-v`);
    expect(readdirSync(graphsDir).sort()).toEqual([expect.stringContaining('-fp32-v'), 'checkpoints.json']);
  });

  it('keeps large tensors outside, at multiples of 64 KiB, and small ones in the graph', async () => {
    const { modelDir, graphsDir } = makeModel('aligned');
    const { folder: graphs, graphPath } = await importCheckpoint(modelDir, graphsDir);
    const graph = readFileSync(graphPath('inPlace'), 'latin1');
    const offsets = [...graph.matchAll(/offset[^a-z]{2}(\d+)/g)].map((match) => Number(match[1]));
    expect(offsets.length).toBeGreaterThan(2);
    expect(offsets.filter((offset) => offset % 65536 !== 0)).toEqual([]);
    expect(statSync(join(graphs, 'weights.bin')).size).toBeGreaterThan(offsets[offsets.length - 1] as number);
  });

  it('refuses weights for which there is not enough memory, and leaves nothing behind', async () => {
    const { modelDir, graphsDir } = makeModel('large');
    const asked = importCheckpoint(modelDir, graphsDir, { availableBytes: 100_000 });
    await expect(asked).rejects.toThrow(saying(/^This model needs about .* of memory, and 100 kB are free\. /));
    expect(existsSync(graphsDir)).toBe(false);
  });

  it('sees that a checkpoint in the same place has changed', async () => {
    const { modelDir, graphsDir } = makeModel('changed');
    const before = await importCheckpoint(modelDir, graphsDir);
    writeRandomCheckpoint(modelDir, { config, seed: 2 });
    const later = new Date(Date.now() + 5000);
    utimesSync(join(modelDir, 'model.safetensors'), later, later);
    const after = await importCheckpoint(modelDir, graphsDir);
    expect(after.isNew).toBe(true);
    expect(after.checkpointHash).not.toBe(before.checkpointHash);
  });

  it('writes again what is missing or cut short', async () => {
    const { modelDir, graphsDir } = makeModel('damaged');
    const { folder: graphs } = await importCheckpoint(modelDir, graphsDir);
    for (const damage of [
      () => truncateSync(join(graphs, 'weights.bin'), 100),
      () => writeFileSync(join(graphs, 'manifest.json'), '{"sizes":'),
      () => writeFileSync(join(graphs, 'manifest.json'), '{}'),
      () => truncateSync(join(graphs, 'in-place.onnx'), 0),
    ]) {
      damage();
      expect((await importCheckpoint(modelDir, graphsDir)).isNew).toBe(true);
      expect((await importCheckpoint(modelDir, graphsDir)).isNew).toBe(false);
    }
  });

  it('stands other engines that import at the same moment, and leaves nothing of theirs or of its own behind', async () => {
    const { modelDir, graphsDir } = makeModel('together');
    const startsMs = [0, 1, 2, 3];
    for (let round = 0; round < 40; round++) {
      const imports = startsMs.map(async (ms) => {
        await new Promise((resolve) => setTimeout(resolve, ms * (round % 4)));
        return importCheckpoint(modelDir, graphsDir);
      });
      const [{ folder: graphs } = { folder: '' }] = await Promise.all(imports);
      expect(readdirSync(graphsDir).sort()).toEqual([basename(graphs), 'checkpoints.json']);
      expect((await importCheckpoint(modelDir, graphsDir)).isNew).toBe(false);
      // Gone at once, or damaged: then it has to be taken away first.
      if (round % 2 === 0) rmSync(graphs, { recursive: true });
      else truncateSync(join(graphs, 'weights.bin'), 100);
    }
  });

  it('does without its memory of hashes when that is unreadable', async () => {
    const { modelDir, graphsDir } = makeModel('forgetful');
    await importCheckpoint(modelDir, graphsDir);
    writeFileSync(join(graphsDir, 'checkpoints.json'), 'no json');
    expect((await importCheckpoint(modelDir, graphsDir)).isNew).toBe(false);
  });

  it('clears away what a killed import left an hour ago', async () => {
    const { modelDir, graphsDir } = makeModel('abandoned');
    for (const [name, age] of [
      ['.0123456789ab.tmp', 2],
      ['.ba9876543210.tmp', 0],
    ] as const) {
      mkdirSync(join(graphsDir, name), { recursive: true });
      const time = new Date(Date.now() - age * 3_600_000);
      utimesSync(join(graphsDir, name), time, time);
    }
    await importCheckpoint(modelDir, graphsDir);
    expect(readdirSync(graphsDir).filter((name) => name.endsWith('.tmp'))).toEqual(['.ba9876543210.tmp']);
  });

  it('leaves nothing behind when the checkpoint turns out unusable', async () => {
    const { modelDir, graphsDir } = makeModel('foreign');
    const path = join(modelDir, 'model.safetensors');
    writeFileSync(path, readFileSync(path, 'latin1').replace('"dtype":"F32"', '"dtype":"I32"'), 'latin1');
    await expect(importCheckpoint(modelDir, graphsDir)).rejects.toMatchObject({ code: 'badModel' });
    expect(existsSync(graphsDir) ? readdirSync(graphsDir).filter((name) => name !== 'checkpoints.json') : []).toEqual(
      [],
    );
  });

  it('says what is wrong with a place where no folder can be', async () => {
    const { modelDir, graphsDir } = makeModel('occupied');
    writeFileSync(graphsDir, 'a file');
    for (const place of [graphsDir, join(graphsDir, 'below')]) {
      await expect(importCheckpoint(modelDir, place)).rejects.toMatchObject({ code: 'badGraphsFolder' });
    }
  });

  it('removes graphs of other versions and of checkpoints that are gone, and nothing else', async () => {
    const { modelDir, graphsDir } = makeModel('kept');
    const gone = makeModel('gone', 5);
    const replaced = makeModel('replaced', 6);
    const folders: string[] = [];
    for (const dir of [modelDir, gone.modelDir, replaced.modelDir]) {
      folders.push((await importCheckpoint(dir, graphsDir)).folder);
    }
    const outside = join(folder, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'precious'), '');
    const old = `${'a'.repeat(32)}-fp32-v1`;
    const others = [`${'b'.repeat(32)}-fp32-v1`, `${'c'.repeat(32)}-int8-v1`, 'notes.tmp', 'mine'];
    mkdirSync(join(graphsDir, old));
    symlinkSync(outside, join(graphsDir, old, 'link'));
    symlinkSync(outside, join(graphsDir, others[0] as string));
    for (const name of others.slice(1)) mkdirSync(join(graphsDir, name));
    utimesSync(join(graphsDir, 'notes.tmp'), 1, 1);

    rmSync(gone.modelDir, { recursive: true });
    writeRandomCheckpoint(replaced.modelDir, { config, seed: 7 });
    utimesSync(join(replaced.modelDir, 'model.safetensors'), 1, 1);
    const { folder: fresh } = await importCheckpoint(replaced.modelDir, graphsDir);
    const names = [...others, basename(folders[0] as string), basename(fresh), 'checkpoints.json'];
    expect(readdirSync(graphsDir).sort()).toEqual(names.sort());
    expect(readdirSync(outside)).toEqual(['precious']);
    expect((await importCheckpoint(modelDir, graphsDir)).isNew).toBe(false);
  });
});
