import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClient } from '../shared/client.ts';
import { type EngineContract, type EngineModel, engineContract } from '../shared/engine-contract.ts';
import { openMemoryPipes } from '../shared/memory-pipe.ts';
import { serve } from '../shared/serve.ts';
import { graphVersion } from './graph/gpt2-graph.ts';
import { openEngine } from './open-engine.ts';
import { writeRandomCheckpoint } from './test-support/random-checkpoint.ts';
import { smallShape } from './test-support/small-model.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';

const folder = temporaryFolder();
const [nearEnd, farEnd] = openMemoryPipes();
const client = openClient<EngineContract>(nearEnd);
const engine = openEngine();
serve(farEnd, engineContract, engine.handlers);
afterAll(() => engine.close());

const load = (name: string) =>
  client.call('model.load', { modelDir: join(folder, name), graphsDir: join(folder, 'graphs'), threadCount: 1 });

const promptIds = [1, 2, 3, 4];
const sampling = { isGreedy: true, temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1, seed: 0 };
const generate = (modelKey: string, maxNewTokens = 3) =>
  client.stream(
    'generate',
    { modelKey, cacheKey: 'chat', promptIds, maxNewTokens, endTokenIds: [], sampling },
    () => {},
  ).result;

/** Every request that is for a model, by its name in the contract. */
const requests: Readonly<Record<string, (modelKey: string) => Promise<unknown>>> = {
  generate: (modelKey) => generate(modelKey),
  prepare: (modelKey) => client.stream('prepare', { modelKey, cacheKey: 'chat', promptIds }, () => {}).result,
  'cache.list': (modelKey) => client.call('cache.list', { modelKey }),
  'cache.drop': (modelKey) => client.call('cache.drop', { modelKey, cacheKey: 'chat' }),
  'cache.rewind': (modelKey) => client.call('cache.rewind', { modelKey, cacheKey: 'chat', ids: [1] }),
};

describe('a request for another model than the one that is loaded', () => {
  let first: EngineModel;
  let second: EngineModel;

  beforeAll(async () => {
    for (const [name, seed] of [
      ['first', 5],
      ['second', 6],
    ] as const) {
      writeRandomCheckpoint(join(folder, name), { config: smallShape, seed, spread: 0.5 });
    }
    first = await load('first');
    second = await load('second');
  });

  it('cannot be made without saying for which', () => {
    // These name the folder that they are about, or nothing.
    const isOther = (name: string) =>
      ['model.load', 'device.try', 'ping'].includes(name) || name.startsWith('checkpoint.');
    const named = Object.keys(engineContract).filter((name) => !isOther(name));
    expect(Object.keys(requests).sort()).toEqual(named.sort());
  });

  it.each(Object.keys(requests))('is refused, and changes nothing (%s)', async (name) => {
    await load('second');
    const { caches } = await generate(second.modelKey);
    for (const modelKey of [first.modelKey, '', `${second.modelKey} `]) {
      await expect(requests[name]?.(modelKey)).rejects.toMatchObject({
        code: 'wrongModel',
        details: { asked: modelKey, loaded: second.modelKey },
      });
    }
    expect((await client.call('cache.list', { modelKey: second.modelKey })).caches).toEqual(caches);
    await expect(requests[name]?.(second.modelKey)).resolves.toBeDefined();
  });

  it('is refused when its turn comes, though its model was there when it was asked', async () => {
    const running = generate(second.modelKey, 60);
    const loading = load('first');
    const waiting = generate(second.modelKey);
    expect((await running).ids).toHaveLength(60);
    await loading;
    await expect(waiting).rejects.toMatchObject({ code: 'wrongModel' });
    expect((await generate(first.modelKey)).ids).toHaveLength(3);
  });

  it('has a key that says content, precision, graphs and processor, the same at each load', async () => {
    expect(first.modelKey).toBe(`${first.checkpointHash.slice(0, 32)}-fp32-v${graphVersion}-cpu`);
    expect((await load('first')).modelKey).toBe(first.modelKey);
    expect(second.modelKey).not.toBe(first.modelKey);
  });
});
