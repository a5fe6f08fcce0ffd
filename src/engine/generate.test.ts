import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { GenerateEvent, GenerateResult, Sampling } from '../shared/engine-contract.ts';
import { CachePool } from './cache-pool.ts';
import { type GenerateInput, generate, type LoadedModel } from './generate.ts';
import { prepare } from './prepare.ts';
import { largestIndex } from './sampler.ts';
import type { ModelSession } from './session.ts';
import { onEveryProcessor } from './test-support/every-processor.ts';
import { openSmallModel, smallShape } from './test-support/small-model.ts';
import { withCache } from './with-cache.ts';

onEveryProcessor((processor) => {
  const model = openSmallModel(processor.kind);
  const greedy: Sampling = { isGreedy: true, temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1, seed: 3 };
  const promptIds = [3, 14, 15, 9, 2, 6];

  function open(session: ModelSession = model.current.session, budgetBytes = Number.POSITIVE_INFINITY): LoadedModel {
    const pool = new CachePool({ openCache: session.openCache, budgetBytes });
    return { modelKey: '', session, pace: model.current.pace, screening: null, pool };
  }

  function ask(
    loaded: LoadedModel,
    changes: Partial<GenerateInput> = {},
    onEvent: (event: GenerateEvent) => void = () => {},
    signal = new AbortController().signal,
  ): Promise<GenerateResult> {
    const input = { cacheKey: 'a', promptIds, maxNewTokens: 12, endTokenIds: [], sampling: greedy, ...changes };
    return generate(loaded, input, { send: onEvent, signal, arrivedAt: performance.now() });
  }

  async function uncachedLogits(ids: readonly number[]): Promise<Float32Array> {
    const { session } = model.current;
    return withCache(session, async (cache) =>
      Float32Array.from((await session.run(cache, ids, { logitsAt: 'last' })).last),
    );
  }

  /** The session with steps of the length given, on a clock that nothing else moves, which counts those that come after the prompt. */
  function slowSession(stepMs: number, onStep: (count: number) => void = () => {}) {
    const { session } = model.current;
    const steps = { count: 0 };
    let nowMs = performance.now();
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
    onTestFinished(() => clock.mockRestore());
    const slowly = async <Result>(work: () => Promise<Result>): Promise<Result> => {
      const result = await work();
      onStep(steps.count + 1);
      nowMs += stepMs;
      steps.count += 1;
      return result;
    };
    const slow: ModelSession = {
      ...session,
      run: (cache, ids, options) =>
        ids.length > 1 ? session.run(cache, ids, options) : slowly(() => session.run(cache, ids, options)),
    };
    return { session: slow, steps };
  }

  describe('the logits of an answer', () => {
    const drawn = { ...greedy, isGreedy: false, temperature: 2.5, topK: 12, topP: 0.9 };
    it.each([
      ['greedy', greedy],
      ['greedy with a penalty', { ...greedy, repetitionPenalty: 1.8 }],
      ['drawn with a penalty', { ...drawn, repetitionPenalty: 1.8 }],
      ['drawn', drawn],
    ] as const)('are what the head gave, before penalty and temperature (%s)', async (_name, sampling) => {
      const events: GenerateEvent[] = [];
      const loaded = open();
      const result = await ask(loaded, { sampling }, (event) => events.push(event));
      const text = [...promptIds];
      for (const [index, id] of result.ids.entries()) {
        const logits = await uncachedLogits(text);
        expect(result.chosenLogits[index]).toBeCloseTo(logits[id] as number, 3);
        expect(result.largestLogits[index]).toBeCloseTo(logits[largestIndex(logits)] as number, 3);
        text.push(id);
      }
      const tokens = events.flatMap((event) => (event.type === 'tokens' ? [event] : []));
      expect(tokens.flatMap((event) => [...event.ids])).toEqual(result.ids);
      expect(tokens.flatMap((event) => [...event.chosenLogits])).toEqual([...result.chosenLogits]);
      expect(tokens.flatMap((event) => [...event.largestLogits])).toEqual([...result.largestLogits]);
      if (sampling.repetitionPenalty > 1) expect(result.chosenLogits).not.toEqual(result.largestLogits);
    });

    it('leave out the end token, and say how many rows were held when they were sent', async () => {
      const { ids } = await ask(open());
      const endId = ids[ids.length - 1] as number;
      const loaded = open();
      const held: [number, number][] = [];
      let sent = 0;
      const result = await ask(loaded, { endTokenIds: [endId] }, (event) => {
        if (event.type !== 'tokens') return;
        sent += event.ids.length;
        held.push([event.heldTokens, promptIds.length + sent]);
      });
      expect(result.reason).toBe('endToken');
      expect(result.chosenLogits).toHaveLength(ids.indexOf(endId));
      expect(result.largestLogits).toHaveLength(ids.indexOf(endId));
      // The last sampled id is run only for the token behind it: that there was none is known when these are flushed.
      for (const [heldTokens, tokenCount] of held) expect([tokenCount - 1, tokenCount]).toContain(heldTokens);
      expect(result.cache?.tokenCount).toBe(promptIds.length + result.ids.length);
    });
  });

  describe('the steps of an answer', () => {
    it.each([1, 2, 4, 12])('are those between the first token and the last (%i tokens)', async (maxNewTokens) => {
      const { session, steps } = slowSession(20);
      const result = await ask(open(session), { maxNewTokens });
      expect(result).toMatchObject({ decodedTokens: maxNewTokens, decodeSteps: maxNewTokens - 1 });
      expect(steps.count).toBe(result.decodeSteps);
      expect(result.decodeMs).toBeCloseTo(20 * steps.count);
    });

    it('count the one that gives the end token', async () => {
      const { ids } = await ask(open());
      const endId = ids[3] as number;
      const until = ids.indexOf(endId);
      const { session, steps } = slowSession(20);
      const result = await ask(open(session), { endTokenIds: [endId] });
      expect(result).toMatchObject({ reason: 'endToken', decodedTokens: until, decodeSteps: until });
      expect(steps.count).toBe(until);
      expect(result.decodeMs).toBeCloseTo(20 * steps.count);
    });

    it('count the one under way when it is cancelled', async () => {
      const cancel = new AbortController();
      const { session, steps } = slowSession(20, (count) => count === 4 && cancel.abort());
      const result = await ask(open(session), {}, () => {}, cancel.signal);
      expect(result).toMatchObject({ reason: 'cancelled', decodedTokens: 4, decodeSteps: 4 });
      expect(result.cache?.tokenCount).toBe(promptIds.length + 4);
      expect(result.decodeMs).toBeCloseTo(20 * steps.count);
    });

    it('and the time to a first token are none where none was sampled', async () => {
      const cancel = new AbortController();
      const whileReading = await ask(open(), {}, (event) => event.type === 'prefill' && cancel.abort(), cancel.signal);
      const before = await ask(open(), {}, () => {}, AbortSignal.abort());
      const full = await ask(open(), { promptIds: Array.from({ length: smallShape.n_positions }, () => 1) });
      for (const result of [whileReading, before, full]) {
        expect(result).toMatchObject({ ids: [], decodeSteps: 0, decodeMs: 0, firstTokenMs: null });
      }
      expect([whileReading, before, full].map(({ reason }) => reason)).toEqual(['cancelled', 'cancelled', 'length']);
      const [endId] = (await ask(open())).ids;
      const ended = await ask(open(), { endTokenIds: [endId as number] });
      expect(ended).toMatchObject({ ids: [], decodeSteps: 0, decodeMs: 0, firstTokenMs: expect.any(Number) });
    });
  });

  describe('a run that fails', () => {
    const works: Readonly<Record<string, (loaded: LoadedModel) => Promise<unknown>>> = {
      generate: (loaded) => ask(loaded, { cacheKey: 'b', promptIds: [3, 14, 7, 7], maxNewTokens: 9 }),
      prepare: (loaded) => prepare(loaded, { cacheKey: 'b', promptIds: [3, 14, 7, 7] }, new AbortController().signal),
    };

    it.each([
      ['generate', 0],
      ['generate', 3],
      ['prepare', 0],
    ] as const)('leaves caches that are free and right (%s, after %i runs)', async (name, failsAfter) => {
      const { session } = model.current;
      let runs = Number.NEGATIVE_INFINITY;
      const fail = () => {
        if (runs++ === failsAfter) throw new Error('This run failed.');
      };
      const failing: ModelSession = {
        ...session,
        run: async (cache, ids, options) => {
          fail();
          return session.run(cache, ids, options);
        },
      };
      const oneCacheBytes = 2 * smallShape.n_layer * 128 * smallShape.n_embd * 4;
      const loaded = open(failing, 2 * oneCacheBytes);
      const expected = await ask(loaded);
      runs = 0;
      await expect(works[name]?.(loaded)).rejects.toThrow('This run failed.');
      const { caches } = loaded.pool.report();
      expect(caches.find(({ cacheKey }) => cacheKey === 'a')?.tokenCount).toBe(promptIds.length + 11);
      // Were one still pinned, the budget would be passed.
      for (const cacheKey of ['c', 'd']) await ask(loaded, { cacheKey, promptIds: [1, 2] });
      expect(loaded.pool.report().caches.map(({ cacheKey }) => cacheKey)).toEqual(['d', 'c']);
      for (const cacheKey of ['a', 'b']) expect((await ask(loaded, { cacheKey })).ids).toEqual(expected.ids);
    });

    it('for want of memory says so', async () => {
      const { session } = model.current;
      const failing: ModelSession = {
        ...session,
        openCache: () => {
          const cache = session.openCache();
          cache.reserve = () => {
            throw new RangeError('Array buffer allocation failed');
          };
          return cache;
        },
      };
      await expect(ask(open(failing))).rejects.toMatchObject({ code: 'notEnoughMemory' });
    });
  });
});
