import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CachePool, type TakenCache } from './cache-pool.ts';
import type { KvCache } from './kv-cache.ts';
import type { CacheShape } from './row-store.ts';
import { cacheBytesPerToken } from './row-store.ts';
import { rowIds, runIds } from './test-support/run-ids.ts';
import { RowWatch } from './test-support/watched-rows.ts';

const shape: CacheShape = { layerCount: 1, embeddingSize: 2, windowTokens: 300, valueType: 'float32' };

const ids = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 60, size: 'max' });
const act = fc.record({
  type: fc.constantFrom('take', 'take', 'take', 'take', 'giveBack', 'giveBack', 'giveBack', 'rewind', 'drop', 'clear'),
  key: fc.constantFrom('a', 'b', 'c'),
  purpose: fc.constantFrom('generate' as const, 'generate' as const, 'prepare' as const),
  /** Which earlier text this one begins like, and for how much of it. */
  like: fc.nat(),
  share: fc.constantFrom(0, 0.3, 0.6, 0.9, 1),
  ids,
  /** Which of the caches that are in use. */
  which: fc.nat(),
  /** Whether the next act comes while this one is still under way. */
  isAwaited: fc.boolean(),
  /** Whether what is read stops before its end, and how it is given back. */
  reads: fc.constantFrom(0, 0.5, 1, 1),
  givesUp: fc.boolean(),
});
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never;

/** A pool of which anything is asked in any order, several at once, by users that give back what they took. */
class PoolUsers {
  readonly watch = new RowWatch();
  readonly pool: CachePool;
  private readonly inUse: { readonly taken: TakenCache; readonly promptIds: readonly number[] }[] = [];
  private readonly underWay: Promise<void>[] = [];
  private readonly failures: unknown[] = [];
  /** In use likewise, at this moment. */
  private readonly reading = new Set<KvCache>();
  private readonly texts: (readonly number[])[] = [[]];

  constructor(budgetTokens: number) {
    const budgetBytes = budgetTokens * cacheBytesPerToken(shape);
    this.pool = new CachePool({ openCache: () => this.watch.openCache(shape), budgetBytes });
  }

  async do(each: Act): Promise<void> {
    switch (each.type) {
      case 'take':
        return this.begin(this.take(each), each.isAwaited);
      case 'giveBack':
        return this.begin(this.giveBack(each), each.isAwaited);
      case 'rewind':
        return this.rewind(each);
      case 'drop':
        this.pool.drop(each.key);
        return;
      case 'clear':
        this.pool.clear();
        return;
      default:
        each.type satisfies never;
    }
  }

  /** All that was begun is done, all that was taken is given back: what is alive then is what the pool tells of. */
  async end(): Promise<void> {
    await Promise.all(this.underWay);
    while (this.inUse.length > 0) await this.giveBack({ which: 0, reads: 1, givesUp: false });
    expect([this.failures, this.watch.misuses]).toEqual([[], []]);
    expect(this.watch.aliveCount).toBe(this.pool.report().caches.length);
    this.pool.clear();
    expect(this.watch.misuses).toEqual([]);
    expect(this.watch.aliveCount).toBe(0);
  }

  private async begin(work: Promise<void>, isAwaited: boolean): Promise<void> {
    const done = work.catch((error: unknown) => void this.failures.push(error));
    this.underWay.push(done);
    if (isAwaited) await done;
  }

  private async take({ key, purpose, like, share, ids: newIds }: Act): Promise<void> {
    const earlier = this.texts[like % this.texts.length] as readonly number[];
    const promptIds = [...earlier.slice(0, Math.floor(earlier.length * share)), ...newIds].slice(0, 280);
    this.texts.push(promptIds);
    const taken = await this.pool.take(key, promptIds, purpose);
    expect([...this.reading, ...this.inUse.map((used) => used.taken.cache)]).not.toContain(taken.cache);
    this.reading.add(taken.cache);
    expect(taken.cache.ids).toEqual(promptIds.slice(0, taken.reuse.reusedTokens));
    // Its rows are those of its tokens, whatever was copied, cut and written over before.
    expect(await rowIds(taken.cache)).toEqual(taken.cache.ids);
    this.reading.delete(taken.cache);
    this.inUse.push({ taken, promptIds });
  }

  private async giveBack({ which, reads, givesUp }: Pick<Act, 'which' | 'reads' | 'givesUp'>): Promise<void> {
    const [used] = this.inUse.length > 0 ? this.inUse.splice(which % this.inUse.length, 1) : [];
    if (!used) return;
    const { taken, promptIds } = used;
    const { cache, reuse } = taken;
    this.reading.add(cache);
    await runIds(cache, promptIds.slice(reuse.reusedTokens, Math.ceil(promptIds.length * reads)));
    expect(this.watch.isAlive(cache)).toBe(true);
    this.reading.delete(cache);
    if (givesUp) taken.giveUp();
    else taken.release();
    expect(() => taken.release()).toThrow('once');
  }

  private rewind({ key, like }: Act): void {
    try {
      this.pool.rewind(key, this.texts[like % this.texts.length] as readonly number[]);
    } catch (error) {
      expect((error as Error).message).toBe('A cache in use cannot be rewound.');
    }
  }
}

describe('the rows of a pool', () => {
  it('are disposed once and not used after, whatever is asked in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 1, maxLength: 40, size: 'max' }),
        fc.constantFrom(128, 300, 600, 100_000),
        async (acts, budgetTokens) => {
          const users = new PoolUsers(budgetTokens);
          for (const each of acts) await users.do(each);
          await users.end();
        },
      ),
      { numRuns: 150 },
    );
  });

  it('do not come back when their chat is dropped, or all are, while a copy of them is made', async () => {
    for (const forget of [(pool: CachePool) => void pool.drop('b'), (pool: CachePool) => pool.clear()]) {
      const watch = new RowWatch();
      const pool = new CachePool({ openCache: () => watch.openCache(shape), budgetBytes: Number.POSITIVE_INFINITY });
      const first = await pool.take('a', [1, 2, 3], 'generate');
      await runIds(first.cache, [1, 2, 3]);
      first.release();
      const taking = pool.take('b', [1, 2, 4], 'generate');
      forget(pool);
      pool.drop('a');
      const taken = await taking;
      expect(taken.report()).toEqual({ cache: null, caches: [] });
      expect(await rowIds(taken.cache)).toEqual([1, 2]);
      taken.release();
      expect([watch.misuses, watch.aliveCount]).toEqual([[], 0]);
    }
  });
});
