import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { afterEach, expect, it, vi } from 'vitest';
import { tellingDeviceFailure } from './device-failure.ts';
import { importCheckpoint } from './graph/import-checkpoint.ts';
import type { OutputAt } from './output-rows.ts';
import { openSession } from './session.ts';
import { writeRandomCheckpoint } from './test-support/random-checkpoint.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';
import { openTypedArrayDevice, TypedArrayMemory } from './test-support/typed-array-device.ts';
import { withCache } from './with-cache.ts';

const folder = temporaryFolder();
afterEach(() => void vi.restoreAllMocks());

type Run = InferenceSession['run'];

/** A model on a device whose runs end as `run` says, which is given the one that computes. */
async function openOn(
  mayBeAtFault: boolean,
  run: (computes: Run, ...given: Parameters<Run>) => ReturnType<Run>,
  memory = new TypedArrayMemory(),
) {
  const modelDir = join(folder, 'model');
  writeRandomCheckpoint(modelDir, { config: { n_layer: 1, n_head: 2, n_embd: 8, vocab_size: 200 }, seed: 3 });
  const model = await importCheckpoint(modelDir, join(folder, 'graphs'), { purposes: ['device'] });
  const create = InferenceSession.create;
  vi.spyOn(InferenceSession, 'create').mockImplementation(async (...given: unknown[]) => {
    const session = await (create as (...given: unknown[]) => Promise<InferenceSession>)(...given);
    const computes = session.run.bind(session) as Run;
    session.run = ((...args: Parameters<Run>) => run(computes, ...args)) as Run;
    return session;
  });
  return openSession(model, { ...openTypedArrayDevice(memory), mayBeAtFault });
}

/** What a device that has no memory left may do to the logits, and say nothing. */
const silently: readonly [string, (logits: Float32Array) => void][] = [
  ['leaves what was there', () => {}],
  ['leaves zeros', (logits) => logits.fill(0)],
  ['gives no numbers', (logits) => logits.fill(Number.NaN)],
  ['gives the first half', (logits) => logits.fill(1).subarray(0, 100).fill(2).subarray(0, 50).fill(Number.NaN)],
];

it.each(silently)('a device that %s has failed, and the cache is as it was', async (_what, spoilLogits) => {
  let isFull = false;
  const session = await openOn(true, async (computes, feeds, fetches) => {
    if (!isFull) return computes(feeds, fetches as InferenceSession.FetchesType);
    const { logits } = fetches as unknown as Record<string, { data: Float32Array }>;
    spoilLogits(logits?.data as Float32Array);
    return {};
  });
  const step = (ids: readonly number[], logitsAt: OutputAt) =>
    withCache(session, async (cache) => {
      const failing = () => tellingDeviceFailure(session.provider, () => session.run(cache, ids, { logitsAt }));
      // What was computed before is in the memory that logits are written to.
      const computed = await failing();
      expect(computed.count).toBe({ none: 0, last: 1, all: ids.length }[logitsAt]);
      expect(computed.values.every(Number.isFinite)).toBe(true);
      isFull = true;
      await expect(failing()).rejects.toMatchObject({ code: 'deviceFailed', details: { device: 'typed-arrays' } });
      expect(cache.length).toBe(ids.length);
      isFull = false;
    });
  await step([7], 'last');
  await step([7, 8, 9], 'all');
  // As all pieces of a prompt but the last are read.
  await step([7, 8, 9], 'none');
  await session.close();
});

it('a device that copies no rows and says nothing has failed, and its cache is as it was', async () => {
  const memory = new TypedArrayMemory();
  const session = await openOn(true, (computes, ...given) => computes(...given), memory);
  await withCache(session, async (cache) => {
    await session.run(cache, [7, 8, 9], { logitsAt: 'last' });
    const before = await cache.store.read(3);
    const buffersBefore = memory.aliveCount;
    memory.copiesNothing = true;
    const failed = { code: 'deviceFailed', details: { cause: 'The device copied no rows.' } };
    const telling = (work: () => Promise<unknown>) => tellingDeviceFailure(session.provider, work);
    await expect(telling(() => cache.fork(2))).rejects.toMatchObject(failed);
    await expect(telling(() => cache.reserve(200))).rejects.toMatchObject(failed);
    expect(memory.aliveCount).toBe(buffersBefore);
    expect(await cache.store.read(3)).toEqual(before);
    memory.copiesNothing = false;
    await cache.reserve(200);
    expect(await cache.store.read(3)).toEqual(before);
  });
  await session.close();
});

it('one that cannot be at fault is not watched', async () => {
  const askedFor: unknown[] = [];
  const session = await openOn(false, async (_computes, feeds) => {
    askedFor.push(feeds.logit_positions?.dims);
    return {};
  });
  for (const logitsAt of ['last', 'none'] as const) {
    await withCache(session, (cache) => session.run(cache, [7], { logitsAt }));
  }
  // And computes no row that nobody wants.
  expect(askedFor).toEqual([[1], [0]]);
  await session.close();
});
