import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCpuProvider } from './cpu-provider.ts';
import { isUndamaged } from './graph/graph-integrity.ts';
import { importCheckpoint } from './graph/import-checkpoint.ts';
import { computeKnownResult, isSameResult, readKnownResult, writeKnownResult } from './known-result.ts';
import { loadModel } from './load-model.ts';
import { fp32 } from './precision.ts';
import { openSession } from './session.ts';
import { writeRandomCheckpoint } from './test-support/random-checkpoint.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';

const folder = temporaryFolder();
const config = { n_layer: 1, n_head: 2, n_embd: 64, vocab_size: 400, n_positions: 300 };
const graphsDir = join(folder, 'graphs');
const modelDir = join(folder, 'model');
writeRandomCheckpoint(modelDir, { config, seed: 4 });

/** With a greedy head, which a model of this size would not get by itself. */
const importModel = (onLog: (line: string) => void = () => {}) =>
  importCheckpoint(modelDir, graphsDir, { leastScreenedBytes: 0, onLog });

async function load(): Promise<readonly string[]> {
  const lines: string[] = [];
  await importModel((line) => lines.push(line));
  const onLog = (line: string) => lines.push(line);
  const { loaded } = await loadModel({ modelDir, graphsDir, threadCount: 1, onLog });
  await loaded.session.close();
  return lines;
}

/** Changes some bytes and says nothing of it: size and the time of the last change stay. */
function damage(path: string, share: number, count: number): void {
  const { atime, mtime } = statSync(path);
  const bytes = readFileSync(path);
  const from = Math.min(bytes.length - 1, Math.floor(share * bytes.length));
  for (let index = from; index < Math.min(bytes.length, from + count); index++) {
    bytes[index] = (bytes[index] as number) ^ 0x5a;
  }
  writeFileSync(path, bytes);
  utimesSync(path, atime, mtime);
}

describe('graphs whose files were changed', () => {
  const names = [
    'weights.bin',
    'in-place.onnx',
    'concat.onnx',
    'greedy-head.onnx',
    'greedy-head.bin',
    'greedy-head.json',
  ];

  it('are noticed wherever that is, and written again as they were', async () => {
    await load();
    expect(await load()).toEqual([]);
    const { folder: graphs } = await importModel();
    const whole = new Map(names.map((name) => [name, readFileSync(join(graphs, name))]));
    const position = fc.integer({ min: 0, max: 1000 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), position, fc.constantFrom(1, 4096), async (name, place, count) => {
        damage(join(graphs, name), place / 1000, count);
        expect(await load()).toEqual([expect.stringContaining('The prepared graphs are damaged')]);
        for (const [each, bytes] of whole) expect(readFileSync(join(graphs, each)).equals(bytes)).toBe(true);
        expect(await load()).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('are noticed by what they compute when no time tells of it', async () => {
    const model = await importModel();
    const open = () => openSession(model, openCpuProvider('inPlace', 1), { opensGreedyHead: true });
    const before = await open();
    await writeKnownResult(model.folder, await computeKnownResult(before));
    await before.close();
    const known = await readKnownResult(model.folder);
    if (!known) throw new Error('The result was kept.');
    for (const name of ['weights.bin', 'greedy-head.bin']) {
      const path = join(model.folder, name);
      const whole = readFileSync(path);
      // The rest of the weights are positions further on than the known prompt goes.
      for (const share of name === 'weights.bin' ? [0, 0.3] : [0]) {
        const [begin, end] = [share, share + 0.2].map((part) => Math.floor(part * whole.length));
        writeFileSync(path, Buffer.from(whole).fill(0, begin, end));
        const session = await open();
        expect(isSameResult(await computeKnownResult(session), known, fp32.equalTolerance)).toBe(false);
        await session.close();
      }
      writeFileSync(path, whole);
    }
    const after = await open();
    expect(isSameResult(await computeKnownResult(after), known, fp32.equalTolerance)).toBe(true);
    await after.close();
  });

  it('are hashed again after a week, though nobody wrote to them', async () => {
    await load();
    const { folder: graphs } = await importModel();
    const now = Date.now();
    const manifestPath = join(graphs, 'manifest.json');
    const checkedPath = join(graphs, 'checked.json');
    expect(await isUndamaged(graphs, now)).toBe(true);
    // As if the disk had changed a file by itself: what is written down of it no longer fits, and no time says so.
    const manifestText = readFileSync(manifestPath, 'utf8');
    const manifest = JSON.parse(manifestText);
    manifest.files['weights.bin'].sha256 = '0'.repeat(64);
    const checked = JSON.parse(readFileSync(checkedPath, 'utf8'));
    const stampBefore = checked.stamp;
    writeFileSync(manifestPath, JSON.stringify(manifest));
    expect(await isUndamaged(graphs, now)).toBe(false);
    const { size, mtimeMs, ctimeMs, ino } = statSync(manifestPath);
    const stamps = stampBefore.split(' ');
    stamps[stamps.length - 2] = `${size}@${mtimeMs}/${ctimeMs}#${ino}`;
    writeFileSync(checkedPath, JSON.stringify({ ...checked, stamp: stamps.join(' ') }));
    expect(await isUndamaged(graphs, now)).toBe(true);
    expect(await isUndamaged(graphs, now + 8 * 86_400_000)).toBe(false);
    expect(await isUndamaged(graphs, checked.at - 86_400_000)).toBe(false);
    writeFileSync(manifestPath, manifestText);
  });

  it('may have lost the known result, which is made anew when the files are right', async () => {
    await load();
    const { folder: graphs } = await importModel();
    writeFileSync(join(graphs, 'known-result.json'), '{"logits":');
    expect(await load()).toEqual([]);
    expect(await readKnownResult(graphs)).not.toBeNull();
  });
});

describe('a checkpoint that computes no numbers', () => {
  it('is blamed, and leaves no graphs behind', async () => {
    const brokenDir = join(folder, 'broken');
    const otherGraphs = join(folder, 'other-graphs');
    writeRandomCheckpoint(brokenDir, { config, seed: 4, spread: Number.NaN });
    const options = { modelDir: brokenDir, graphsDir: otherGraphs, threadCount: 1, onLog: () => {} };
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(loadModel(options)).rejects.toMatchObject({ code: 'badModel' });
      expect(readdirSync(otherGraphs)).toEqual(['checkpoints.json']);
    }
  });
});
