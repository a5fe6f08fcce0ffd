import { existsSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { relativeDifference } from './append-probe.ts';
import { openCpuProvider } from './cpu-provider.ts';
import { devicePurposes, type GraphPurpose } from './graph/graph-purposes.ts';
import { importCheckpoint } from './graph/import-checkpoint.ts';
import type { KvCache } from './kv-cache.ts';
import { type ModelSession, openSession } from './session.ts';
import { writeRandomCheckpoint } from './test-support/random-checkpoint.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';
import { openTypedArrayDevice, TypedArrayMemory } from './test-support/typed-array-device.ts';

const folder = temporaryFolder();
const graphsDir = join(folder, 'graphs');
const config = { n_layer: 3, n_head: 4, n_embd: 48, vocab_size: 400, n_positions: 300 };
const tolerance = 1.2e-6;

async function openBoth(modelDir: string, purpose: GraphPurpose = 'device') {
  const model = await importCheckpoint(modelDir, graphsDir, { purposes: ['inPlace', purpose] });
  const memory = new TypedArrayMemory();
  const host = await openSession(model, openCpuProvider('inPlace', 1));
  const device = await openSession(model, openTypedArrayDevice(memory, purpose));
  const close = async () => {
    await host.close();
    await device.close();
  };
  return { host, device, memory, close };
}

async function logitsOf(session: ModelSession, cache: KvCache, ids: readonly number[], at: 'last' | 'all' = 'last') {
  return Float32Array.from((await session.run(cache, ids, { logitsAt: at })).values);
}

function writeModel(name: string, changes: object = {}): string {
  const modelDir = join(folder, name);
  writeRandomCheckpoint(modelDir, { config: { ...config, ...changes }, seed: 8 });
  return modelDir;
}

describe('the device graph, with its rows in typed arrays', () => {
  const ids = (maxLength: number) =>
    fc.array(fc.integer({ min: 0, max: config.vocab_size - 1 }), { minLength: 1, maxLength, size: 'max' });
  const step = fc.record({
    type: fc.constantFrom('read', 'read', 'step', 'step', 'rewind', 'fork', 'copy'),
    cache: fc.nat(),
    sixteenths: fc.integer({ min: 0, max: 16 }),
    ids: ids(70),
  });

  it.each(devicePurposes)(
    'gives the logits of the step graph over pieces, single steps, rewinds, forks and copies (%s)',
    async (purpose) => {
      const { host, device, memory, close } = await openBoth(writeModel('any'), purpose);
      await fc.assert(
        fc.asyncProperty(
          ids(120),
          fc.array(step, { minLength: 1, maxLength: 16, size: 'max' }),
          async (first, steps) => {
            const pairs = [{ onHost: host.openCache(), onDevice: device.openCache() }];
            const run = async ({ onHost, onDevice }: (typeof pairs)[number], newIds: readonly number[]) => {
              const [expected, actual] = [
                await logitsOf(host, onHost, newIds),
                await logitsOf(device, onDevice, newIds),
              ];
              expect(relativeDifference(actual, expected)).toBeLessThanOrEqual(tolerance);
            };
            await run(pairs[0] as (typeof pairs)[number], first);
            for (const { type, cache, sixteenths, ids: newIds } of steps) {
              const pair = pairs[cache % pairs.length] as (typeof pairs)[number];
              const { onHost, onDevice } = pair;
              const length = Math.floor((onHost.length * sixteenths) / 16);
              if (type === 'rewind') for (const each of [onHost, onDevice]) each.rewindTo(length);
              else if (type === 'fork')
                pairs.push({ onHost: await onHost.fork(length), onDevice: await onDevice.fork(length) });
              else if (type === 'copy') {
                // Rows are the same wherever they were computed: what was read on the host goes on on the device.
                const moved = device.openCache();
                await moved.reserve(length);
                await moved.store.write(await onHost.store.read(length));
                moved.append(onHost.ids.slice(0, length));
                pairs.push({ onHost: await onHost.fork(length), onDevice: moved });
              } else {
                const wanted = type === 'step' ? newIds.slice(0, 1) : newIds;
                if (onHost.length + wanted.length <= config.n_positions) await run(pair, wanted);
              }
              expect(onDevice.ids).toEqual(onHost.ids);
            }
            for (const pair of pairs) for (const each of [pair.onHost, pair.onDevice]) each.dispose();
            expect(memory.aliveCount).toBe(0);
          },
        ),
        { numRuns: purpose === 'device' ? 25 : 10 },
      );
      await close();
    },
  );

  it.each([
    ['exact gelu', { activation_function: 'gelu' }],
    ['relu', { activation_function: 'relu' }],
    ['one head', { n_head: 1 }],
    [
      'a head of its own, scores scaled by layer',
      { tie_word_embeddings: false, scale_attn_by_inverse_layer_idx: true },
    ],
    ['one layer and another inner size', { n_layer: 1, n_inner: 40 }],
  ])('gives the logits of the step graph, after each token (%s)', async (name, changes) => {
    for (const purpose of devicePurposes) {
      const { host, device, close } = await openBoth(writeModel(name, changes), purpose);
      const promptIds = Array.from({ length: 90 }, (_, index) => (index * 37 + 5) % config.vocab_size);
      const expected = await logitsOf(host, host.openCache(), promptIds, 'all');
      const cache = device.openCache();
      const pieces = [promptIds.slice(0, 40), promptIds.slice(40, 41), promptIds.slice(41)];
      let offset = 0;
      for (const piece of pieces) {
        const logits = await logitsOf(device, cache, piece, 'all');
        const same = expected.subarray(offset, offset + logits.length);
        expect(relativeDifference(logits, same)).toBeLessThanOrEqual(tolerance);
        offset += logits.length;
      }
      await close();
    }
  });

  it('of each form goes on with what another has begun', async () => {
    const model = await importCheckpoint(writeModel('forms'), graphsDir, { purposes: ['inPlace', ...devicePurposes] });
    const memory = new TypedArrayMemory();
    const ids = Array.from({ length: 60 }, (_, index) => (index * 37 + 5) % config.vocab_size);
    const host = await openSession(model, openCpuProvider('inPlace', 1));
    const expected = await logitsOf(host, host.openCache(), ids);
    let rows = await host.openCache().store.read(0);
    for (const [turn, purpose] of devicePurposes.entries()) {
      const session = await openSession(model, openTypedArrayDevice(memory, purpose));
      const cache = session.openCache();
      await cache.reserve(60);
      if (turn > 0) await cache.store.write(rows);
      cache.append(ids.slice(0, turn * 20));
      const logits = await logitsOf(session, cache, ids.slice(turn * 20, (turn + 1) * 20));
      if (turn === 2) expect(relativeDifference(logits, expected)).toBeLessThanOrEqual(tolerance);
      rows = await cache.store.read((turn + 1) * 20);
      cache.dispose();
      await session.close();
    }
    await host.close();
  });

  it('takes no cache of another session, whose rows are none of its own', async () => {
    const { host, device, close } = await openBoth(writeModel('strange'));
    await expect(device.run(host.openCache(), [1], { logitsAt: 'last' })).rejects.toThrow('another session');
    await expect(host.run(device.openCache(), [1], { logitsAt: 'last' })).rejects.toThrow('another session');
    await close();
  });

  it('loses nothing and leaves nothing behind when the memory ends, wherever that is', async () => {
    const { device, memory, close } = await openBoth(writeModel('full'));
    const promptIds = Array.from({ length: 100 }, (_, index) => (index * 7) % config.vocab_size);
    const cache = device.openCache();
    await device.run(cache, promptIds, { logitsAt: 'none' });
    const rows = await cache.store.read(100);
    for (let buffers = 0; buffers < 2 * config.n_layer; buffers++) {
      memory.buffersLeft = buffers;
      await expect(cache.fork()).rejects.toThrow('memory');
      memory.buffersLeft = buffers;
      await expect(cache.reserve(200)).rejects.toThrow('memory');
      expect([memory.aliveCount, cache.capacity, cache.length]).toEqual([2 * config.n_layer, 128, 100]);
      expect(await cache.store.read(100)).toEqual(rows);
    }
    cache.dispose();
    expect(memory.aliveCount).toBe(0);
    await close();
  });

  it('comes into a folder of graphs that is there already, and leaves the others as they are', async () => {
    const modelDir = writeModel('later');
    const laterDir = join(folder, 'later-graphs');
    const before = await importCheckpoint(modelDir, laterDir);
    expect(existsSync(before.graphPath('device'))).toBe(false);
    const others = ['weights.bin', 'in-place.onnx', 'concat.onnx'].map((name) => join(before.folder, name));
    const contents = others.map((path) => readFileSync(path));
    const after = await importCheckpoint(modelDir, laterDir, { purposes: ['device'] });
    expect(after).toMatchObject({ folder: before.folder, isNew: false });
    for (const [index, path] of others.entries())
      expect(readFileSync(path).equals(contents[index] as Buffer)).toBe(true);
    const device = await openSession(after, openTypedArrayDevice(new TypedArrayMemory()));
    const host = await openSession(before, openCpuProvider('inPlace', 1));
    const [actual, expected] = [
      await logitsOf(device, device.openCache(), [5, 6, 7]),
      await logitsOf(host, host.openCache(), [5, 6, 7]),
    ];
    expect(relativeDifference(actual, expected)).toBeLessThanOrEqual(tolerance);
    for (const session of [device, host]) await session.close();
    // It is one of the folder's files from then on: what happens to it is noticed.
    truncateSync(after.graphPath('device'), 100);
    expect((await importCheckpoint(modelDir, laterDir)).isNew).toBe(true);
  });
});
