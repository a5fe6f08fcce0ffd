import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { relativeDifference } from './append-probe.ts';
import { openCpuProvider } from './cpu-provider.ts';
import { deviceLayerNames } from './graph/gpt2-device-graph.ts';
import { devicePurposes } from './graph/graph-purposes.ts';
import { type ImportedModel, importCheckpoint } from './graph/import-checkpoint.ts';
import type { KvCache } from './kv-cache.ts';
import type { CacheShape } from './row-store.ts';
import { type ModelSession, openSession } from './session.ts';
import { describeWebgpu } from './test-support/every-processor.ts';
import { writeRandomCheckpoint } from './test-support/random-checkpoint.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';
import { WebgpuMemory } from './webgpu-memory.ts';
import { openWebgpuProvider, type WebgpuProvider } from './webgpu-provider.ts';
import { withCache } from './with-cache.ts';

const config = { n_layer: 2, n_head: 2, n_embd: 16, vocab_size: 40, n_positions: 300 };
const shape: CacheShape = { layerCount: 2, embeddingSize: 16, windowTokens: 300, valueType: 'float32' };
/** A software adapter adds as the CPU does, in another order. */
const tolerance = 1e-5;
const count = (length: number) => Array.from({ length }, (_, index) => (index * 7 + 3) % config.vocab_size);

describeWebgpu('a model on the device', () => {
  const folder = temporaryFolder();
  let model: ImportedModel;
  let provider: WebgpuProvider;
  let device: ModelSession;
  let host: ModelSession;

  beforeAll(async () => {
    writeRandomCheckpoint(join(folder, 'model'), { config, seed: 4, spread: 0.5 });
    const purposes = ['inPlace', ...devicePurposes] as const;
    model = await importCheckpoint(join(folder, 'model'), join(folder, 'graphs'), { purposes });
    provider = await openWebgpuProvider('device', 1);
    device = await openSession(model, provider);
    host = await openSession(model, openCpuProvider('inPlace', 1));
  }, 120_000);
  afterAll(async () => {
    await host?.close();
    await device?.close();
    await provider?.close();
  });

  const logits = async (session: ModelSession, cache: KvCache, ids: readonly number[]) =>
    Float32Array.from((await session.run(cache, ids, { logitsAt: 'last' })).last);
  const fresh = (session: ModelSession, ids: readonly number[]) =>
    withCache(session, (cache) => logits(session, cache, ids));

  it('gives its rows on the device: nothing of the cache is copied to the host and back', async () => {
    const session = await InferenceSession.create(model.graphPath('device'), provider.sessionOptions);
    const rows = provider.openRows(shape);
    await rows.reserve(3, 0);
    const { feeds, fetches } = rows.bind(0, 3);
    const results = await session.run(
      {
        ...feeds,
        input_ids: new Tensor('int32', Int32Array.of(1, 2, 3), [3]),
        position_ids: new Tensor('int32', Int32Array.of(0, 1, 2), [3]),
        logit_positions: new Tensor('int32', Int32Array.of(2), [1]),
        mask: new Tensor('float32', new Float32Array(9), [3, 3]),
      },
      { ...fetches, logits: new Tensor('float32', new Float32Array(config.vocab_size), [1, config.vocab_size]) },
    );
    const locations = Object.entries(results).map(([name, { location }]) => `${name} ${location}`);
    const layers = Array.from({ length: config.n_layer }, (_, layer) => deviceLayerNames(layer));
    const all = layers.flatMap(({ allKeys, allValues }) => [`${allKeys} gpu-buffer`, `${allValues} gpu-buffer`]);
    expect(locations.sort()).toEqual([...all, 'logits cpu'].sort());
    for (const result of Object.values(results)) if (result.location === 'gpu-buffer') result.dispose();
    rows.dispose();
    await session.release();
  });

  // A software adapter's groups of lanes are too small for the fused kernel that takes more than 31 new tokens.
  it.each(devicePurposes)(
    'gives the logits of the CPU in a piece, a step and after a rewind, by each graph (%s)',
    async (purpose) => {
      const session = await openSession(model, { ...provider, graphMode: purpose });
      const ids = count(31);
      await withCache(session, async (cache) => {
        const piece = await logits(session, cache, ids);
        expect(relativeDifference(piece, await fresh(host, ids))).toBeLessThanOrEqual(tolerance);
        cache.rewindTo(20);
        const step = await logits(session, cache, [5]);
        expect(relativeDifference(step, await fresh(host, [...ids.slice(0, 20), 5]))).toBeLessThanOrEqual(tolerance);
      });
      await session.close();
    },
  );

  it('refuses a graph of which a part would run on the host', async () => {
    // Steps of the CPU's graph have an operator that the device has none for.
    const concat = await importCheckpoint(join(folder, 'model'), join(folder, 'graphs'));
    await expect(InferenceSession.create(concat.graphPath('concat'), provider.sessionOptions)).rejects.toThrow();
  });

  it('looks at a piece that gives no logits by a row of them, which waits for it, and reads no rows back', async () => {
    const read = vi.spyOn(provider.memory, 'read');
    const sessionClass = InferenceSession as unknown as { readonly prototype: InferenceSession };
    const run = vi.spyOn(sessionClass.prototype, 'run');
    await withCache(device, async (cache) => {
      expect((await device.run(cache, count(9), { logitsAt: 'none' })).count).toBe(0);
      expect(cache.length).toBe(9);
    });
    const results = await run.mock.results.at(-1)?.value;
    expect([results.logits?.location, results.logits?.dims]).toEqual(['cpu', [1, config.vocab_size]]);
    expect(read).not.toHaveBeenCalled();
    for (const spy of [read, run]) spy.mockRestore();
  });

  it('never reads rows behind those it holds, whatever lies there', async () => {
    const ids = count(20);
    const noNumbers = Array.from({ length: 2 }, () => new Float32Array(128 * 16).fill(Number.NaN)); // [layer][C, E]
    await withCache(device, async (cache) => {
      await cache.reserve(128);
      await cache.store.write({ keys: noNumbers, values: noNumbers });
      await device.run(cache, ids.slice(0, 12), { logitsAt: 'none' });
      const stepped = await logits(device, cache, ids.slice(12));
      expect(relativeDifference(stepped, await fresh(host, ids))).toBeLessThanOrEqual(tolerance);
    });
  });

  it('goes on from rows that were computed on the host, and gives it its own', async () => {
    const ids = count(70);
    for (const [from, to] of [
      [host, device],
      [device, host],
    ] as const) {
      const [first, second] = [from.openCache(), to.openCache()];
      await from.run(first, ids.slice(0, -1), { logitsAt: 'none' });
      await second.reserve(ids.length);
      await second.store.write(await first.store.read(first.length));
      second.append(first.ids);
      const moved = await logits(to, second, ids.slice(-1));
      expect(relativeDifference(moved, await fresh(host, ids))).toBeLessThanOrEqual(tolerance);
      for (const cache of [first, second]) cache.dispose();
    }
  });

  it('holds on the device what it says, and nothing when its caches are gone', async () => {
    expect(provider.memory.heldBytes).toBe(0);
    const cache = device.openCache();
    await device.run(cache, count(130), { logitsAt: 'none' });
    const fork = await cache.fork(20);
    expect(provider.memory.heldBytes).toBe(cache.heldBytes + fork.heldBytes);
    cache.rewindTo(3);
    expect(provider.memory.heldBytes).toBe(cache.heldBytes + fork.heldBytes);
    for (const each of [cache, fork]) each.dispose();
    expect(provider.memory.heldBytes).toBe(0);
  });

  it('throws for what would end the process: buffers that were freed, or that are too small', async () => {
    const memory = await WebgpuMemory.open();
    const buffer = await memory.make(4, 2);
    await memory.write(Float32Array.of(1, 2, 3, 4), buffer);
    expect([...(await memory.read(buffer, 2))]).toEqual([1, 2, 3, 4]);
    expect(() => memory.view(buffer, 5)).toThrow(RangeError);
    memory.free(buffer);
    expect(() => memory.view(buffer, 1)).toThrow('freed');
    expect(() => memory.free(buffer)).toThrow('freed');
    await expect(memory.read(buffer, 1)).rejects.toThrow('freed');
    const left = await memory.make(4, 2);
    await memory.close();
    expect(memory.heldBytes).toBe(0);
    expect(() => memory.free(left)).toThrow('closed');
    await expect(memory.make(1, 1)).rejects.toThrow('closed');
    await memory.close();
  });
});
