import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CacheReport, CacheState, GenerateEvent, HeldCache, RowRun, Sampling } from '../shared/engine-contract.ts';
import { CachePool } from './cache-pool.ts';
import { generate, type LoadedModel } from './generate.ts';
import type { KvCache } from './kv-cache.ts';
import { prepare } from './prepare.ts';
import { RowRuns } from './row-runs.ts';
import { type CacheShape, cacheBytesPerToken } from './row-store.ts';
import { openSmallModel, smallShape } from './test-support/small-model.ts';

const model = openSmallModel();
const greedy: Sampling = { isGreedy: true, temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1, seed: 0 };
const cacheShape: CacheShape = {
  layerCount: smallShape.n_layer,
  embeddingSize: smallShape.n_embd,
  windowTokens: smallShape.n_positions,
  valueType: 'float32',
};
const budgetBytes = 3 * 128 * cacheBytesPerToken(cacheShape);

const sumOf = (rows: readonly RowRun[]) => rows.reduce((sum, { tokens }) => sum + tokens, 0);

function cut(held: HeldCache, tokenCount: number): HeldCache {
  const runs = new RowRuns();
  for (const { origin, tokens } of held.rows) runs.add(origin, tokens);
  return { ...held, ids: held.ids.slice(0, tokenCount), rows: runs.first(tokenCount) };
}

/** What can be known of the caches from the reports alone: what the core knows. */
class Ledger {
  readonly held = new Map<number, HeldCache>();
  states: readonly CacheState[] = [];

  note({ cache, caches }: CacheReport): void {
    this.states = caches;
    if (cache) this.held.set(cache.cacheId, cache);
    for (const [cacheId, held] of this.held) {
      const state = caches.find((each) => each.cacheId === cacheId);
      if (!state) this.held.delete(cacheId);
      // Of a request that failed nothing is told; what it used is cut to a beginning of what was told before.
      else this.held.set(cacheId, { ...cut(held, state.tokenCount), ...state });
    }
  }
}

/** What the pool holds, read from its inside. */
function contentOf(pool: CachePool) {
  const { entries } = pool as unknown as {
    readonly entries: { cacheId: number; cacheKey: string; cache: KvCache; pins: number; lastUse: number }[];
  };
  return [...entries].sort((a, b) => b.lastUse - a.lastUse);
}

function expectLedgerIsTrue(ledger: Ledger, pool: CachePool): void {
  const content = contentOf(pool);
  expect(ledger.states.map(({ cacheId, cacheKey, tokenCount }) => ({ cacheId, cacheKey, tokenCount }))).toEqual(
    content.map(({ cacheId, cacheKey, cache }) => ({ cacheId, cacheKey, tokenCount: cache.length })),
  );
  expect([...ledger.held.keys()].sort()).toEqual(content.map(({ cacheId }) => cacheId).sort());
  for (const { cacheId, cache, pins } of content) {
    const held = ledger.held.get(cacheId) as HeldCache;
    expect(pins).toBe(0);
    expect(held.ids).toEqual(cache.ids);
    expect(held.rows).toEqual(cache.rows);
    expect(sumOf(held.rows)).toBe(held.ids.length);
    expect(held.rows.every(({ tokens }) => tokens > 0)).toBe(true);
    expect(cache.heldBytes).toBe(cache.capacity * cacheBytesPerToken(cacheShape));
  }
  expect(ledger.states.reduce((sum, { heldBytes }) => sum + heldBytes, 0)).toBeLessThanOrEqual(budgetBytes);
}

const ids = (maxLength: number) =>
  fc.array(fc.integer({ min: 0, max: smallShape.vocab_size - 1 }), { minLength: 1, maxLength, size: 'max' });
const action = fc.record({
  type: fc.constantFrom('generate', 'generate', 'generate', 'prepare', 'prepare', 'rewind', 'drop'),
  key: fc.constantFrom('a', 'b', 'c'),
  /** Which earlier text this one begins like, and for how much of it. */
  like: fc.nat(),
  share: fc.constantFrom(0, 0.5, 0.9, 1, 1),
  ids: ids(50),
  maxNewTokens: fc.integer({ min: 1, max: 9 }),
  cancelsAfter: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 3 }),
  dropsMeanwhile: fc.boolean(),
  failsAt: fc.option(fc.integer({ min: 0, max: 4 }), { freq: 5 }),
});
type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;

/** One sequence of requests as the core makes them, with a ledger beside it that sees the reports only. */
class Run {
  readonly ledger = new Ledger();
  readonly loaded: LoadedModel;
  private readonly texts: (readonly number[])[] = [[]];
  private runsUntilFailure = Number.POSITIVE_INFINITY;

  constructor() {
    const { session, pace } = model.current;
    const mayFail = () => {
      if (this.runsUntilFailure-- === 0) throw new Error('The run failed.');
    };
    this.loaded = {
      modelKey: '',
      pace,
      screening: null,
      pool: new CachePool({ openCache: session.openCache, budgetBytes }),
      session: {
        ...session,
        run: async (...parameters) => {
          mayFail();
          return session.run(...parameters);
        },
      },
    };
  }

  async do(action: Action): Promise<void> {
    const { pool } = this.loaded;
    const earlier = this.texts[action.like % this.texts.length] as readonly number[];
    const text = [...earlier.slice(0, Math.floor(earlier.length * action.share)), ...action.ids].slice(-150);
    this.runsUntilFailure = action.failsAt ?? Number.POSITIVE_INFINITY;
    try {
      if (action.type === 'rewind') this.ledger.note(pool.rewind(action.key, earlier));
      else if (action.type === 'drop') this.ledger.note(pool.drop(action.key));
      else if (action.type === 'prepare') await this.prepare(action, text);
      else await this.generate(action, text);
    } catch (error) {
      if ((error as Error).message !== 'The run failed.') throw error;
      this.ledger.note(pool.report());
    }
    this.runsUntilFailure = Number.POSITIVE_INFINITY;
    expectLedgerIsTrue(this.ledger, pool);
  }

  private async prepare({ key, cancelsAfter }: Action, promptIds: readonly number[]): Promise<void> {
    const signal = cancelsAfter === 0 ? AbortSignal.abort() : new AbortController().signal;
    const result = await prepare(this.loaded, { cacheKey: key, promptIds }, signal);
    this.ledger.note(result);
    this.texts.push(promptIds);
    if (!result.isComplete) return;
    expect(result.reusedTokens + result.prefilledTokens).toBe(promptIds.length);
    if (result.cache) expect(result.cache.ids).toEqual(promptIds);
  }

  private async generate(action: Action, promptIds: readonly number[]): Promise<void> {
    const { key, maxNewTokens, cancelsAfter, dropsMeanwhile } = action;
    const cancel = new AbortController();
    if (cancelsAfter === 0) cancel.abort();
    let events = 0;
    const sent: number[] = [];
    const send = (event: GenerateEvent) => {
      if (event.type === 'started') {
        this.ledger.note(event);
        expect(event.cache).toMatchObject({ cacheKey: key, tokenCount: event.reusedTokens });
        expect(event.cache?.ids).toEqual(promptIds.slice(0, event.reusedTokens));
        expect(event.cache?.rows).toEqual(
          event.reusedTokens === 0 ? [] : [{ origin: 'reused', tokens: event.reusedTokens }],
        );
        expect(event.preparedTokens + event.sharedTokens).toBeLessThanOrEqual(event.reusedTokens);
        if (dropsMeanwhile) this.ledger.note(this.loaded.pool.drop(key));
      } else if (event.type === 'tokens') {
        sent.push(...event.ids);
        const held = [promptIds.length + sent.length, promptIds.length + sent.length - 1];
        expect(held).toContain(event.heldTokens);
      }
      if (++events === cancelsAfter) cancel.abort();
    };
    const result = await generate(
      this.loaded,
      { cacheKey: key, promptIds: [...promptIds], maxNewTokens, endTokenIds: [7], sampling: greedy },
      { signal: cancel.signal, arrivedAt: performance.now(), send },
    );
    this.ledger.note(result);
    expect(sent).toEqual(result.ids);
    expect(result.reusedTokens + result.toPrefillTokens).toBe(promptIds.length);
    expect(result.prefilledTokens).toBeLessThanOrEqual(result.toPrefillTokens);
    if (result.reason !== 'cancelled') expect(result.prefilledTokens).toBe(result.toPrefillTokens);
    if (dropsMeanwhile && cancelsAfter !== 0) expect(result.cache).toBeNull();
    if (result.cache) {
      const decoded = result.cache.tokenCount - result.reusedTokens - result.prefilledTokens;
      const rows = new Map(result.cache.rows.map(({ origin, tokens }) => [origin, tokens]));
      expect([rows.get('reused') ?? 0, rows.get('read') ?? 0, rows.get('written') ?? 0]).toEqual([
        result.reusedTokens,
        result.prefilledTokens,
        decoded,
      ]);
      expect(decoded).toBe(result.decodeSteps);
    }
    await this.expectAsUncached(promptIds, result.ids, result.reason === 'endToken');
    this.texts.push([...promptIds, ...result.ids].slice(0, 150));
  }

  private async expectAsUncached(
    promptIds: readonly number[],
    answer: readonly number[],
    ends: boolean,
  ): Promise<void> {
    const fresh: LoadedModel = {
      ...model.current,
      pool: new CachePool({ openCache: model.current.session.openCache, budgetBytes }),
    };
    const input = { cacheKey: 'fresh', promptIds: [...promptIds], endTokenIds: [7], sampling: greedy };
    const maxNewTokens = answer.length + (ends ? 1 : 0);
    if (maxNewTokens === 0) return;
    const options = { signal: new AbortController().signal, arrivedAt: 0, send: () => {} };
    expect((await generate(fresh, { ...input, maxNewTokens }, options)).ids).toEqual(answer);
  }
}

describe('the reports of the engine', () => {
  it('tell exactly what it holds, after any requests of several chats under a small budget', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 16, size: 'max' }), async (actions) => {
        const run = new Run();
        for (const each of actions) await run.do(each);
      }),
      { numRuns: 80 },
    );
  });
});
