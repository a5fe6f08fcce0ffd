import { describe, expect, it } from 'vitest';
import { CachePool } from './cache-pool.ts';
import { cacheBytes, capacityFor, KvCache } from './kv-cache.ts';

const shape = { layerCount: 1, embeddingSize: 2, windowTokens: 300 };
const open = (budgetBytes = Number.POSITIVE_INFINITY) => new CachePool(() => new KvCache(shape), budgetBytes);

/** Takes a cache and fills it as a run would: every row holds its token's id. */
function read(
  pool: CachePool,
  key: string,
  promptIds: readonly number[],
  purpose: 'generate' | 'prepare' = 'generate',
) {
  const taken = pool.take(key, promptIds, purpose);
  const newIds = promptIds.slice(taken.reusedTokens);
  taken.cache.reserve(promptIds.length);
  for (const [index, id] of newIds.entries())
    taken.cache.keys[0]?.fill(id, (taken.reusedTokens + index) * 2, (taken.reusedTokens + index + 1) * 2);
  taken.cache.append(newIds);
  taken.release();
  expect([...(taken.cache.keys[0] as Float32Array)].slice(0, promptIds.length * 2)).toEqual(
    promptIds.flatMap((id) => [id, id]),
  );
  return { reused: taken.reusedTokens, lost: taken.lostTokens, cache: taken.cache };
}

const count = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const tokens = (pool: CachePool) => pool.list().map(({ cacheKey, tokenCount }) => `${cacheKey}${tokenCount}`);

describe('generate', () => {
  it('goes on from the cache of its chat, and always leaves a token to run', () => {
    const pool = open();
    expect(read(pool, 'a', [1, 2, 3])).toMatchObject({ reused: 0, lost: 0 });
    expect(read(pool, 'a', [1, 2, 3, 4, 5])).toMatchObject({ reused: 3, lost: 0 });
    expect(read(pool, 'a', [1, 2, 3, 4, 5])).toMatchObject({ reused: 4, lost: 0 });
    expect(tokens(pool)).toEqual(['a5']);
  });

  it('rewinds the cache of its chat and reports what no longer matched', () => {
    const pool = open();
    read(pool, 'a', [1, 2, 3, 4, 5]);
    expect(read(pool, 'a', [1, 2, 9])).toMatchObject({ reused: 2, lost: 3 });
    expect(tokens(pool)).toEqual(['a3']);
  });

  it('forks the common beginning of another chat, which keeps its own', () => {
    const pool = open();
    read(pool, 'a', [1, 2, 3, 4, 5]);
    expect(read(pool, 'b', [1, 2, 3, 9])).toMatchObject({ reused: 3, lost: 0 });
    expect(read(pool, 'a', [1, 2, 3, 4, 5, 6])).toMatchObject({ reused: 5, lost: 0 });
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
    expect(read(pool, 'a', [3, 4])).toMatchObject({ reused: 0, lost: 2 });
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
    expect(read(pool, 'a', [8, 9, 10])).toMatchObject({ reused: 2, lost: 0 });
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
    pool.drop('b');
    expect(pool.list()).toEqual([
      { cacheKey: 'a', tokenCount: 200, capacityTokens: 256, usedBytes: 2 * 200 * 2 * 4, heldBytes: 2 * 256 * 2 * 4 },
    ]);
  });
});

describe('a cache', () => {
  it('grows in steps up to the window', () => {
    expect([1, 128, 129, 256, 257, 300].map((needed) => capacityFor(needed, 300))).toEqual([
      128, 128, 256, 256, 300, 300,
    ]);
    expect(capacityFor(3, 100)).toBe(100);
    expect(() => capacityFor(301, 300)).toThrow(RangeError);
  });

  it('refuses positions it has not', () => {
    const cache = new KvCache(shape);
    expect(() => cache.rewindTo(1)).toThrow(RangeError);
    expect(() => cache.fork(1)).toThrow(RangeError);
    expect(() => cache.append([1])).toThrow(RangeError);
  });
});
