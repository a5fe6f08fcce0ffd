import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openClient } from '../shared/client.ts';
import {
  type CacheReport,
  type EngineContract,
  engineContract,
  type GenerateEvent,
  type Sampling,
} from '../shared/engine-contract.ts';
import { openMemoryPipes } from '../shared/memory-pipe.ts';
import { serve } from '../shared/serve.ts';
import { saying } from '../shared/test-support/saying.ts';
import { graphVersion } from './graph/gpt2-graph.ts';
import { openEngine } from './open-engine.ts';
import { writeRandomCheckpoint } from './test-support/random-checkpoint.ts';
import { smallShape } from './test-support/small-model.ts';
import { temporaryFolder } from './test-support/temporary-folder.ts';

const folder = temporaryFolder();
const modelDir = join(folder, 'model');
const graphsDir = join(folder, 'graphs');
const greedy: Sampling = { isGreedy: true, temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1, seed: 0 };
const [nearEnd, farEnd] = openMemoryPipes();
const client = openClient<EngineContract>(nearEnd);
const engine = openEngine();
serve(farEnd, engineContract, engine.handlers);

let modelKey = '';
async function load() {
  const model = await client.call('model.load', { modelDir, graphsDir, threadCount: 1 });
  modelKey = model.modelKey;
  return model;
}
const prompt = (length: number, first = 1) => Array.from({ length }, (_, index) => (first + index * 7) % 40);
function generate(promptIds: number[], changes: object = {}, onEvent: (event: GenerateEvent) => void = () => {}) {
  const input = { cacheKey: 'chat', promptIds, maxNewTokens: 5, endTokenIds: [], sampling: greedy, ...changes };
  return client.stream('generate', { modelKey, ...input }, onEvent);
}
const prepare = (cacheKey: string, promptIds: number[]) =>
  client.stream('prepare', { modelKey, cacheKey, promptIds }, () => {}).result;
const listCaches = () => client.call('cache.list', { modelKey });
const dropCaches = (cacheKey: string) => client.call('cache.drop', { modelKey, cacheKey });
const rewind = (cacheKey: string, ids: number[]) => client.call('cache.rewind', { modelKey, cacheKey, ids });

beforeAll(async () => {
  writeRandomCheckpoint(modelDir, { config: smallShape, seed: 5, spread: 0.5 });
  await expect(generate([1]).result).rejects.toMatchObject({ code: 'noModel' });
  await load();
});
afterAll(() => engine.close());

describe('model.load', () => {
  it('tells what was loaded', async () => {
    expect(await load()).toMatchObject({
      layerCount: 2,
      headSize: 8,
      windowTokens: 160,
      precision: 'fp32',
      graphMode: 'inPlace',
      cacheBytesPerToken: 2 * 2 * 16 * 4,
      threadCount: 1,
      weightBytes: 4 * (40 * 16 + 160 * 16 + 2 * (12 * 16 * 16 + 13 * 16) + 32),
    });
  });

  it('writes graphs again whose sizes are right and whose content is not', async () => {
    const { checkpointHash } = await load();
    const path = join(graphsDir, `${checkpointHash.slice(0, 32)}-fp32-v${graphVersion}`, 'in-place.onnx');
    writeFileSync(path, Buffer.alloc(statSync(path).size, 1));
    await expect(load()).resolves.toMatchObject({ checkpointHash });
    expect((await generate(prompt(4)).result).ids).toHaveLength(5);
  });

  it('refuses weights that are no numbers', async () => {
    const brokenDir = join(folder, 'broken');
    writeRandomCheckpoint(brokenDir, { config: smallShape, seed: 5, spread: Number.NaN });
    const asked = client.call('model.load', { modelDir: brokenDir, graphsDir, threadCount: 1 });
    await expect(asked).rejects.toThrow(saying('holds values that are no numbers'));
    await load();
  });

  it('refuses what is not a model with its reason', async () => {
    const asked = client.call('model.load', { modelDir: join(folder, 'nowhere'), graphsDir });
    await expect(asked).rejects.toMatchObject({ code: 'badModel', details: { reason: 'noFolder' } });
    await load();
  });
});

describe('model.load, asked at odd moments', () => {
  const nowhere = () => client.call('model.load', { modelDir: join(folder, 'nowhere'), graphsDir });

  it('leaves no model and no caches behind when it fails', async () => {
    await generate(prompt(4, 13)).result;
    await expect(nowhere()).rejects.toMatchObject({ code: 'badModel' });
    await expect(generate(prompt(4, 13)).result).rejects.toMatchObject({ code: 'noModel' });
    expect(await rewind('chat', [1])).toEqual({ cache: null, caches: [] });
    await load();
    expect((await generate(prompt(4, 13)).result).ids).toHaveLength(5);
  });

  it('takes its turn while another is loading or answering, whatever becomes of that', async () => {
    const answering = generate(prompt(9, 13), { maxNewTokens: 60 });
    const asked = [load(), nowhere(), load()];
    const results = await Promise.allSettled(asked);
    expect((await answering.result).decodedTokens).toBe(60);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await generate(prompt(4, 13)).result).ids).toHaveLength(5);
  });
});

describe('generate', () => {
  it('tells what it reuses, streams the tokens, and reports the same', async () => {
    // Without what other tests have left in its caches.
    await load();
    const promptIds = prompt(20);
    const events: GenerateEvent[] = [];
    const first = await generate(promptIds, { cacheKey: 'a' }, (event) => events.push(event)).result;
    expect(events[0]).toMatchObject({
      type: 'started',
      reusedTokens: 0,
      toPrefillTokens: 20,
      cache: { tokenCount: 0 },
    });
    expect(events.filter(({ type }) => type === 'prefill').pop()).toEqual({
      type: 'prefill',
      doneTokens: 20,
      totalTokens: 20,
    });
    expect(events.flatMap((event) => (event.type === 'tokens' ? event.ids : []))).toEqual(first.ids);
    expect(first).toMatchObject({ reason: 'length', reusedTokens: 0, prefilledTokens: 20, decodedTokens: 5 });
    const state = {
      cacheId: expect.any(Number),
      cacheKey: 'a',
      tokenCount: 24,
      capacityTokens: 128,
      usedBytes: 24 * 2 * 2 * 16 * 4,
      heldBytes: 128 * 2 * 2 * 16 * 4,
      isPrepared: false,
    };
    const rows = [
      { origin: 'read', tokens: 20 },
      { origin: 'written', tokens: 4 },
    ];
    expect(first.cache).toEqual({ ...state, ids: [...promptIds, ...first.ids.slice(0, -1)], rows });
    expect(first.caches[0]).toEqual(state);

    const second = await generate([...promptIds, ...first.ids, 3, 4], { cacheKey: 'a' }).result;
    expect(second).toMatchObject({ reusedTokens: 24, prefilledTokens: 3 });
  });

  it('ends at an end token, which is not part of the answer', async () => {
    const { ids } = await generate(prompt(9)).result;
    const endsWith = ids[2] as number;
    const until = ids.indexOf(endsWith);
    const ended = await generate(prompt(9), { endTokenIds: [endsWith] }).result;
    expect(ended).toMatchObject({ reason: 'endToken', ids: ids.slice(0, until), decodedTokens: until });
    expect(ended.cache?.tokenCount).toBe(9 + until);
  });

  it('never goes past the window', async () => {
    expect(await generate(prompt(157), { maxNewTokens: 50 }).result).toMatchObject({
      reason: 'length',
      decodedTokens: 3,
    });
    expect(await generate(prompt(160), { maxNewTokens: 50 }).result).toMatchObject({
      reason: 'length',
      decodedTokens: 0,
    });
  });

  it('repeats itself for a seed', async () => {
    const sampling = { ...greedy, isGreedy: false, temperature: 3, seed: 11 };
    const once = await generate(prompt(9), { sampling, maxNewTokens: 30 }).result;
    const twice = await generate(prompt(9), { sampling, maxNewTokens: 30 }).result;
    const other = await generate(prompt(9), { sampling: { ...sampling, seed: 12 }, maxNewTokens: 30 }).result;
    expect(twice.ids).toEqual(once.ids);
    expect(other.ids).not.toEqual(once.ids);
  });

  it('refuses an empty prompt, one that does not fit, and ids that are no tokens', async () => {
    await expect(generate([]).result).rejects.toMatchObject({ code: 'badTokens' });
    await expect(generate(prompt(161)).result).rejects.toThrow(
      saying('161 tokens do not fit the model’s window of 160.'),
    );
    await expect(generate([1, 40]).result).rejects.toThrow(saying('There is no token 40 in a vocabulary of 40.'));
  });

  it('ends when it is cancelled and keeps what was computed', async () => {
    const running = generate(prompt(9, 2), { cacheKey: 'cancelled', maxNewTokens: 150 }, (event) => {
      if (event.type === 'tokens') running.cancel();
    });
    const result = await running.result;
    expect(result.reason).toBe('cancelled');
    expect(result.ids.length).toBeLessThan(140);
    expect(result.cache?.tokenCount).toBeGreaterThanOrEqual(9 + result.ids.length - 1);
  });

  it('uses no cache and counts nothing when it is cancelled while it waits', async () => {
    await generate(prompt(30), { cacheKey: 'waiting' }).result;
    const first = generate(prompt(9), { cacheKey: 'busy', maxNewTokens: 60 });
    const second = generate(prompt(5, 3), { cacheKey: 'waiting' });
    second.cancel();
    const result = await second.result;
    expect(result).toMatchObject({
      reason: 'cancelled',
      ids: [],
      cache: null,
      reusedTokens: 0,
      toPrefillTokens: 5,
      prefilledTokens: 0,
      decodeSteps: 0,
      firstTokenMs: null,
    });
    expect(result.caches).toContainEqual(expect.objectContaining({ cacheKey: 'waiting', tokenCount: 34 }));
    await first.result;
  });

  it('answers one after the other', async () => {
    const order: string[] = [];
    await Promise.all(
      ['x', 'y', 'z'].map((cacheKey) => generate(prompt(9), { cacheKey }).result.then(() => order.push(cacheKey))),
    );
    expect(order).toEqual(['x', 'y', 'z']);
  });
});

describe('prepare', () => {
  it('lets the next answer begin warm', async () => {
    await generate(prompt(60), { cacheKey: 'p' }).result;
    const slid = prompt(40, 30);
    const prepared = await prepare('p', slid);
    expect(prepared).toMatchObject({ isComplete: true, prefilledTokens: 40, cache: { cacheKey: 'p', tokenCount: 40 } });
    expect(await generate([...slid, 1, 2], { cacheKey: 'p' }).result).toMatchObject({
      reusedTokens: 40,
      prefilledTokens: 2,
    });
  });

  it('gives way to an answer', async () => {
    const preparing = prepare('q', prompt(150, 5));
    const answer = await generate(prompt(9), { cacheKey: 'r' }).result;
    expect(answer.ids).toHaveLength(5);
    expect((await preparing).isComplete).toBe(false);
  });
});

describe('reports', () => {
  it('are heard in the order in which they were true: of a preparation that gives way before of the answer', async () => {
    const heard: string[] = [];
    const prepared = prepare('ordered', prompt(150, 3)).then(() => heard.push('prepared'));
    const answered = generate(prompt(60, 9), { cacheKey: 'ordered' }, (event) => heard.push(event.type)).result;
    await Promise.all([prepared, answered]);
    expect(heard.slice(0, 2)).toEqual(['prepared', 'started']);
  });
});

describe('caches', () => {
  const keys = (report: CacheReport) => report.caches.map(({ cacheKey }) => cacheKey);

  it('are listed and dropped by their key', async () => {
    const { cache } = await generate(prompt(9, 3), { cacheKey: 'mine' }).result;
    expect((await listCaches()).caches[0]).toMatchObject({ cacheId: cache?.cacheId, tokenCount: 13 });
    expect(keys(await dropCaches('mine'))).not.toContain('mine');
    expect(keys(await listCaches())).not.toContain('mine');
  });

  it('that are in use are finished with and then gone, when they are dropped', async () => {
    let asked: Promise<CacheReport> | undefined;
    const running = generate(prompt(9), { cacheKey: 'gone', maxNewTokens: 60 }, (event) => {
      if (event.type === 'tokens') asked ??= dropCaches('gone');
    });
    const result = await running.result;
    expect(result).toMatchObject({ decodedTokens: 60, cache: null });
    expect(keys(result)).not.toContain('gone');
    expect(keys((await asked) as CacheReport)).not.toContain('gone');
  });

  it('are rewound behind the answer that is using them, and listed meanwhile', async () => {
    const promptIds = prompt(9, 5);
    let asked: Promise<CacheReport> | undefined;
    let listed: Promise<CacheReport> | undefined;
    const running = generate(promptIds, { cacheKey: 'cut', maxNewTokens: 60 }, (event) => {
      if (event.type !== 'tokens') return;
      asked ??= rewind('cut', [...promptIds, event.ids[0] as number, 39, 39]);
      listed ??= listCaches();
    });
    const result = await running.result;
    expect(result.cache?.tokenCount).toBe(68);
    expect((await asked)?.cache).toMatchObject({ tokenCount: 10, ids: [...promptIds, result.ids[0]] });
    expect((await listed)?.caches[0]).toMatchObject({ cacheKey: 'cut' });
  });

  it('have ids that are never given twice, also after another load', async () => {
    const before = await generate(prompt(9), { cacheKey: 'numbered' }).result;
    await load();
    expect(await listCaches()).toEqual({ cache: null, caches: [] });
    const after = await generate(prompt(9), { cacheKey: 'numbered' }).result;
    expect(after.cache?.cacheId).toBeGreaterThan(before.cache?.cacheId as number);
  });
});
