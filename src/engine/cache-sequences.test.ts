import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { relativeDifference } from './append-probe.ts';
import { CachePool } from './cache-pool.ts';
import { generate, type LoadedModel } from './generate.ts';
import type { KvCache } from './kv-cache.ts';
import { OutputRows } from './output-rows.ts';
import { prepare } from './prepare.ts';
import type { ModelSession } from './session.ts';
import { onEveryProcessor } from './test-support/every-processor.ts';
import { openSmallModel, smallShape } from './test-support/small-model.ts';
import { withCache } from './with-cache.ts';

onEveryProcessor((processor) => {
  const model = openSmallModel(processor.kind);
  const { tolerance } = processor;
  const windowTokens = smallShape.n_positions;
  const ids = (maxLength: number) =>
    fc.array(fc.integer({ min: 0, max: smallShape.vocab_size - 1 }), { minLength: 1, maxLength, size: 'max' });

  // Not fc.double, which is mostly next to nothing.
  const share = fc.integer({ min: 0, max: 16 }).map((sixteenths) => sixteenths / 16);

  async function uncachedLogits(tokens: readonly number[]): Promise<Float32Array> {
    const { session } = model.current;
    return withCache(session, async (cache) =>
      Float32Array.from((await session.run(cache, tokens, { logitsAt: 'last' })).last),
    );
  }

  /** The model's session, which compares all logits it gives with those of an uncached run of what the cache says it holds. */
  function checkingSession(): ModelSession {
    const { session } = model.current;
    return {
      ...session,
      run: async (cache, newIds, { logitsAt }) => {
        const logits = Float32Array.from((await session.run(cache, newIds, { logitsAt: 'last' })).last);
        expect(relativeDifference(logits, await uncachedLogits(cache.ids))).toBeLessThanOrEqual(tolerance);
        return new OutputRows(logitsAt === 'none' ? new Float32Array(0) : logits, smallShape.vocab_size);
      },
    };
  }

  /** The same best token, or one that is as good within the tolerance. */
  function expectSameChoice(actual: number, logits: Float32Array): void {
    const best = Math.max(...logits);
    const largest = Math.max(...logits.map(Math.abs));
    expect(best - (logits[actual] as number)).toBeLessThanOrEqual(tolerance * largest);
  }

  describe('any sequence of steps on caches equals an uncached run', () => {
    const step = fc.oneof(
      fc.record({ type: fc.constant('append' as const), cache: fc.nat(), ids: ids(40) }),
      fc.record({
        type: fc.constant('rewind' as const),
        cache: fc.nat(),
        share,
      }),
      fc.record({
        type: fc.constant('fork' as const),
        cache: fc.nat(),
        share,
      }),
    );

    it('append, rewind, fork', async () => {
      await fc.assert(
        fc.asyncProperty(
          ids(127),
          fc.array(step, { minLength: 1, maxLength: 14, size: 'max' }),
          async (firstIds, steps) => {
            const { session } = model.current;
            const caches: { cache: KvCache; ids: number[] }[] = [{ cache: session.openCache(), ids: firstIds }];
            await session.run((caches[0] as { cache: KvCache }).cache, firstIds, { logitsAt: 'none' });
            for (const { cache: which, ...action } of steps) {
              const chosen = caches[which % caches.length] as { cache: KvCache; ids: number[] };
              if (action.type === 'rewind') {
                const length = Math.floor(chosen.ids.length * action.share);
                chosen.cache.rewindTo(length);
                chosen.ids.length = length;
              } else if (action.type === 'fork') {
                const length = Math.floor(chosen.ids.length * action.share);
                caches.push({ cache: await chosen.cache.fork(length), ids: chosen.ids.slice(0, length) });
              } else if (chosen.ids.length + action.ids.length <= windowTokens) {
                chosen.ids.push(...action.ids);
                const logits = Float32Array.from(
                  (await session.run(chosen.cache, action.ids, { logitsAt: 'last' })).last,
                );
                expect(relativeDifference(logits, await uncachedLogits(chosen.ids))).toBeLessThanOrEqual(tolerance);
              }
              expect(chosen.cache.ids).toEqual(chosen.ids);
            }
            for (const { cache } of caches) cache.dispose();
          },
        ),
        { numRuns: processor.tries(60) },
      );
    });

    const turn = fc.record({
      type: fc.constantFrom('generate' as const, 'prepare' as const),
      key: fc.constantFrom('a', 'b', 'c'),
      /** Which earlier prompt this one begins like, and for how much of it. */
      like: fc.nat(),
      share,
      ids: ids(60),
      maxNewTokens: fc.integer({ min: 1, max: 8 }),
      cancelsAfter: fc.option(fc.integer({ min: 0, max: 3 })),
    });

    it('turns and preparations of several chats that share beginnings, some cancelled, under a tight budget', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 12, size: 'max' }), async (turns) => {
          const { pace } = model.current;
          const session = checkingSession();
          const budgetBytes = 3 * 2 * smallShape.n_layer * 128 * smallShape.n_embd * 4;
          const loaded: LoadedModel = {
            modelKey: '',
            session,
            pace,
            screening: null,
            pool: new CachePool({ openCache: session.openCache, budgetBytes }),
          };
          const prompts: (readonly number[])[] = [[]];
          for (const { type, key, like, share, ids: newIds, maxNewTokens, cancelsAfter } of turns) {
            const earlier = prompts[like % prompts.length] as readonly number[];
            const promptIds = [...earlier.slice(0, Math.floor(earlier.length * share)), ...newIds].slice(-windowTokens);
            const cancel = new AbortController();
            let events = 0;
            if (cancelsAfter === 0) cancel.abort();
            if (type === 'prepare') {
              const result = await prepare(loaded, { cacheKey: key, promptIds }, cancel.signal);
              expect(result.isComplete).toBe(cancelsAfter !== 0);
              if (result.isComplete) expect(result.reusedTokens + result.prefilledTokens).toBe(promptIds.length);
              prompts.push(promptIds);
              continue;
            }
            const sampling = { isGreedy: true, temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1, seed: 0 };
            const result = await generate(
              loaded,
              { cacheKey: key, promptIds, maxNewTokens, endTokenIds: [7], sampling },
              {
                signal: cancel.signal,
                arrivedAt: 0,
                send: () => {
                  if (++events === cancelsAfter) cancel.abort();
                },
              },
            );
            if (cancelsAfter === null && result.cache) {
              const answered = [...promptIds, ...result.ids];
              expect(result.cache.ids).toEqual(answered.slice(0, result.cache.tokenCount));
            }
            const text = [...promptIds];
            for (const id of result.ids) {
              expectSameChoice(id, await uncachedLogits(text));
              text.push(id);
            }
            if (result.reason === 'endToken') expectSameChoice(7, await uncachedLogits(text));
            if (cancelsAfter === null) expect(result.reusedTokens + result.prefilledTokens).toBe(promptIds.length);
            expect(text.length).toBeLessThanOrEqual(Math.max(windowTokens, promptIds.length));
            const own = loaded.pool.report().caches.filter((state) => state.cacheKey === key);
            expect(own.filter(({ isPrepared }) => !isPrepared).length).toBeLessThanOrEqual(2);
            expect(own.filter(({ isPrepared }) => isPrepared).length).toBeLessThanOrEqual(1);
            prompts.push(text.slice(0, windowTokens - 1));
          }
          loaded.pool.clear();
        }),
        { numRuns: processor.tries(60) },
      );
    });
  });
});
