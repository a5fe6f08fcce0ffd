import { describe, expect, it } from 'vitest';
import { CachePool, type TakePurpose } from './cache-pool.ts';
import { cacheBytes, KvCache } from './kv-cache.ts';
import { runIds } from './test-support/run-ids.ts';

const shape = { layerCount: 1, embeddingSize: 2, windowTokens: 300 };
const open = (budgetBytes = Number.POSITIVE_INFINITY) =>
  new CachePool({ openCache: () => new KvCache(shape), budgetBytes });

/** Takes a cache, reads the prompt and writes an answer, as a turn does (or a preparation, which answers nothing). */
function read(
  pool: CachePool,
  key: string,
  promptIds: readonly number[],
  purpose: TakePurpose = 'generate',
  answerIds: readonly number[] = [],
) {
  const taken = pool.take(key, promptIds, purpose);
  const { cache, reuse } = taken;
  runIds(cache, promptIds.slice(reuse.reusedTokens));
  cache.addsRowsAs = 'written';
  if (answerIds.length > 0) runIds(cache, answerIds);
  taken.release();
  const { cache: held, caches } = taken.report();
  const ids = [...promptIds, ...answerIds];
  expect([...(cache.keys[0] as Float32Array)].slice(0, ids.length * 2)).toEqual(ids.flatMap((id) => [id, id]));
  expect(reuse.reusedTokens + reuse.toPrefillTokens).toBe(promptIds.length);
  expect(reuse.preparedTokens + reuse.sharedTokens).toBeLessThanOrEqual(reuse.reusedTokens);
  if (held) {
    expect(held.ids).toEqual(ids);
    expect(held.rows.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(held.tokenCount);
    expect(caches[0]?.cacheId).toBe(held.cacheId);
  }
  return {
    reused: reuse.reusedTokens,
    prepared: reuse.preparedTokens,
    shared: reuse.sharedTokens,
    cache,
    rows: held?.rows.map(({ origin, tokens }) => `${tokens} ${origin}`),
  };
}

const count = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const tokens = (pool: CachePool) => pool.report().caches.map(({ cacheKey, tokenCount }) => `${cacheKey}${tokenCount}`);

describe('generate', () => {
  it('goes on from the cache of its chat, and always leaves a token to run', () => {
    const pool = open();
    expect(read(pool, 'a', [1, 2, 3])).toMatchObject({ reused: 0 });
    expect(read(pool, 'a', [1, 2, 3, 4, 5])).toMatchObject({ reused: 3 });
    expect(read(pool, 'a', [1, 2, 3, 4, 5])).toMatchObject({ reused: 4 });
    expect(tokens(pool)).toEqual(['a5']);
  });

  it('rewinds the cache of its chat to what it has in common with the prompt', () => {
    const pool = open();
    read(pool, 'a', [1, 2, 3, 4, 5]);
    expect(read(pool, 'a', [1, 2, 9])).toMatchObject({ reused: 2 });
    expect(tokens(pool)).toEqual(['a3']);
  });

  it('forks the common beginning of another chat, which keeps its own', () => {
    const pool = open();
    read(pool, 'a', [1, 2, 3, 4, 5]);
    expect(read(pool, 'b', [1, 2, 3, 9])).toMatchObject({ reused: 3 });
    expect(read(pool, 'a', [1, 2, 3, 4, 5, 6])).toMatchObject({ reused: 5 });
    expect(tokens(pool)).toEqual(['a6', 'b4']);
  });

  it('takes over a whole cache of another chat that it goes on from', () => {
    const pool = open();
    const { cache } = read(pool, 'a', [1, 2, 3]);
    expect(read(pool, 'b', [1, 2, 3, 4]).cache).toBe(cache);
    expect(tokens(pool)).toEqual(['b4']);
  });

  it('keeps two caches of a chat at most, the oldest goes', () => {
    const pool = open();
    read(pool, 'a', [1, 2]);
    expect(read(pool, 'a', [3, 4])).toMatchObject({ reused: 0 });
    read(pool, 'a', [5, 6, 7]);
    expect(tokens(pool)).toEqual(['a3', 'a2']);
    expect(read(pool, 'a', [3, 4, 5]).reused).toBe(2);
  });
});

describe('prepare', () => {
  it('goes on in place when the prompt only goes on', () => {
    const pool = open();
    const { cache } = read(pool, 'a', [1, 2, 3]);
    expect(read(pool, 'a', [1, 2, 3, 4], 'prepare').cache).toBe(cache);
    expect(read(pool, 'a', [1, 2, 3, 4], 'prepare').reused).toBe(4);
  });

  it('leaves what the chat stands on and uses a second cache, which the next answer finds', () => {
    const pool = open();
    const { cache } = read(pool, 'a', [1, 2, 3, 4, 5]);
    expect(read(pool, 'a', [1, 2, 4, 5], 'prepare').reused).toBe(2);
    expect(cache.ids).toEqual([1, 2, 3, 4, 5]);
    expect(read(pool, 'a', [8, 9], 'prepare').reused).toBe(0);
    expect(tokens(pool)).toEqual(['a2', 'a5']);
    expect(read(pool, 'a', [8, 9, 10])).toMatchObject({ reused: 2 });
    expect(tokens(pool)).toEqual(['a3', 'a5']);
  });

  it('rewinds its own earlier preparation, never the cache of an answer', () => {
    const pool = open();
    const { cache } = read(pool, 'a', [1, 2, 3]);
    const prepared = read(pool, 'a', [4, 5, 6, 7], 'prepare').cache;
    expect(read(pool, 'a', [4, 5, 9], 'prepare').cache).toBe(prepared);
    expect(cache.ids).toEqual([1, 2, 3]);
    read(pool, 'a', [4, 5, 9, 10]);
    expect(read(pool, 'a', [4, 11], 'prepare').reused).toBe(1);
    expect(prepared.ids).toEqual([4, 5, 9, 10]);
  });

  it('never takes another chat its cache', () => {
    const pool = open();
    const { cache } = read(pool, 'a', [1, 2, 3]);
    expect(read(pool, 'b', [1, 2, 3, 4], 'prepare').cache).not.toBe(cache);
    expect(tokens(pool)).toEqual(['b4', 'a3']);
  });
});

describe('budget', () => {
  it('pushes out what was used longest ago, never a pinned cache', () => {
    const pool = open(2 * cacheBytes(shape, 128));
    const pinned = pool.take('pinned', [1], 'generate');
    pinned.cache.reserve(1);
    pinned.cache.append([1]);
    read(pool, 'a', count(10, 13));
    read(pool, 'b', count(20, 23));
    read(pool, 'c', count(30, 33));
    expect(tokens(pool)).toEqual(['c3', 'pinned1']);
    pinned.release();
    read(pool, 'd', count(40, 43));
    expect(tokens(pool)).toEqual(['d3', 'c3']);
  });

  it('drops a chat and counts bytes as the formula says', () => {
    const pool = open();
    read(pool, 'a', count(0, 200));
    read(pool, 'b', count(300, 303));
    expect(pool.drop('b')).toEqual({
      cache: null,
      caches: [
        {
          cacheId: 1,
          cacheKey: 'a',
          tokenCount: 200,
          capacityTokens: 256,
          usedBytes: 2 * 200 * 2 * 4,
          heldBytes: 2 * 256 * 2 * 4,
          isPrepared: false,
        },
      ],
    });
  });

  it('finishes with a dropped cache that is in use, and does not take it back', () => {
    const pool = open();
    const taken = pool.take('a', [1, 2], 'generate');
    runIds(taken.cache, [1, 2]);
    expect(pool.drop('a').caches).toEqual([]);
    runIds(taken.cache, [3]);
    taken.release();
    expect(taken.report()).toEqual({ cache: null, caches: [] });
    expect(read(pool, 'a', [1, 2, 3]).reused).toBe(0);
  });

  it('keeps no cache that holds nothing', () => {
    const pool = open();
    pool.take('a', [1, 2], 'generate').release();
    expect(pool.report().caches).toEqual([]);
  });

  it('says what a cache of its own pushed out, itself too when it is larger than the budget', () => {
    const pool = open(cacheBytes(shape, 128));
    read(pool, 'a', [1, 2]);
    expect(read(pool, 'b', count(10, 200)).rows).toBeUndefined();
    expect(pool.report().caches).toEqual([]);
  });
});

describe('rows', () => {
  it('are reused, read and written, as the last turn found and made them', () => {
    const pool = open();
    expect(read(pool, 'a', [1, 2, 3], 'generate', [4, 5]).rows).toEqual(['3 read', '2 written']);
    expect(read(pool, 'a', [1, 2, 3, 4, 5, 6], 'generate', [7]).rows).toEqual(['5 reused', '1 read', '1 written']);
  });

  it('that were read ahead count as prepared, until a turn has used them', () => {
    const pool = open();
    read(pool, 'a', [1, 2, 3], 'generate', [4]);
    expect(read(pool, 'a', [1, 2, 3, 4, 5, 6], 'prepare').rows).toEqual(['3 read', '1 written', '2 prepared']);
    expect(read(pool, 'a', [1, 2, 3, 4, 5, 6, 7])).toMatchObject({
      reused: 6,
      prepared: 2,
      shared: 0,
      rows: ['6 reused', '1 read'],
    });
    expect(read(pool, 'a', [1, 2, 3, 4, 5, 6, 7])).toMatchObject({ reused: 6, prepared: 0 });
  });

  it('that are cut away do not count', () => {
    const pool = open();
    read(pool, 'a', [1, 2, 3]);
    read(pool, 'a', [1, 2, 3, 4, 5, 6], 'prepare');
    expect(read(pool, 'a', [1, 2, 3, 4, 9])).toMatchObject({ reused: 4, prepared: 1, rows: ['4 reused', '1 read'] });
  });

  it('of another chat are shared, copied or taken over, read or prepared', () => {
    const pool = open();
    read(pool, 'a', [1, 2, 3]);
    read(pool, 'a', [1, 2, 3, 4, 5], 'prepare');
    expect(read(pool, 'b', [1, 2, 3, 4, 9])).toMatchObject({ reused: 4, shared: 4, prepared: 0 });
    expect(read(pool, 'c', [1, 2, 3, 4, 9, 10])).toMatchObject({ reused: 5, shared: 5, prepared: 0 });
    expect(read(pool, 'c', [1, 2, 3, 4, 9, 10, 11])).toMatchObject({ reused: 6, shared: 0, prepared: 0 });
  });

  it('that a preparation copied from another chat stay shared until a turn has used them', () => {
    const pool = open();
    read(pool, 'a', [1, 2, 3]);
    expect(read(pool, 'b', [1, 2, 4], 'prepare').rows).toEqual(['2 shared', '1 prepared']);
    expect(read(pool, 'b', [1, 2, 4, 5], 'prepare').rows).toEqual(['2 shared', '2 prepared']);
    expect(read(pool, 'b', [1, 2, 4, 5, 6])).toMatchObject({ reused: 4, shared: 2, prepared: 2 });
  });

  it('that a preparation copied from its own chat keep their origin', () => {
    const pool = open();
    read(pool, 'a', [1, 2, 3], 'generate', [4, 5]);
    expect(read(pool, 'a', [1, 2, 3, 4, 9], 'prepare').rows).toEqual(['3 read', '1 written', '1 prepared']);
  });
});

describe('rewind', () => {
  it('cuts the cache a chat stands on to what it has in common, and no other', () => {
    const pool = open();
    read(pool, 'a', [1, 2, 3], 'generate', [4, 5, 6]);
    read(pool, 'a', [1, 7, 8, 9], 'prepare');
    read(pool, 'b', [1, 2, 3]);
    const { cache } = pool.rewind('a', [1, 2, 3, 4, 9]);
    expect(cache).toMatchObject({ ids: [1, 2, 3, 4], isPrepared: false, tokenCount: 4 });
    expect(cache?.rows).toEqual([
      { origin: 'read', tokens: 3 },
      { origin: 'written', tokens: 1 },
    ]);
    expect(tokens(pool)).toEqual(['b3', 'a4', 'a4']);
  });

  it('leaves nothing where nothing is in common, and says so of a chat without a cache', () => {
    const pool = open();
    read(pool, 'a', [1, 2, 3]);
    expect(pool.rewind('b', [1, 2])).toMatchObject({ cache: null, caches: [{ cacheKey: 'a' }] });
    expect(pool.rewind('a', [9])).toEqual({ cache: null, caches: [] });
  });
});

describe('without memory for a copy', () => {
  it('the pool is as it was', () => {
    const pool = open();
    read(pool, 'a', [1, 2, 3]);
    const before = pool.report();
    const reserve = KvCache.prototype.reserve;
    KvCache.prototype.reserve = () => {
      throw new RangeError('Array buffer allocation failed');
    };
    try {
      expect(() => pool.take('b', [1, 2, 4], 'generate')).toThrow('allocation failed');
    } finally {
      KvCache.prototype.reserve = reserve;
    }
    expect(pool.report()).toEqual(before);
    expect(read(pool, 'b', [1, 2, 4])).toMatchObject({ reused: 2 });
    expect(read(pool, 'a', [1, 2, 3, 4])).toMatchObject({ reused: 3, shared: 0 });
  });
});
