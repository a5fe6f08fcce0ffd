import { describe, expect, it, vi } from 'vitest';
import { HostRows } from './host-rows.ts';
import { count, openPool, read, smallestBytes, tokens } from './test-support/pool-turns.ts';
import { runIds } from './test-support/run-ids.ts';

describe('generate', () => {
  it('goes on from the cache of its chat, and always leaves a token to run', async () => {
    const pool = openPool();
    expect(await read(pool, 'a', [1, 2, 3])).toMatchObject({ reused: 0 });
    expect(await read(pool, 'a', [1, 2, 3, 4, 5])).toMatchObject({ reused: 3 });
    expect(await read(pool, 'a', [1, 2, 3, 4, 5])).toMatchObject({ reused: 4 });
    expect(tokens(pool)).toEqual(['a5']);
  });

  it('rewinds the cache of its chat to what it has in common with the prompt', async () => {
    const pool = openPool();
    await read(pool, 'a', [1, 2, 3, 4, 5]);
    expect(await read(pool, 'a', [1, 2, 9])).toMatchObject({ reused: 2 });
    expect(tokens(pool)).toEqual(['a3']);
  });

  it('forks the common beginning of another chat, which keeps its own', async () => {
    const pool = openPool();
    await read(pool, 'a', [1, 2, 3, 4, 5]);
    expect(await read(pool, 'b', [1, 2, 3, 9])).toMatchObject({ reused: 3 });
    expect(await read(pool, 'a', [1, 2, 3, 4, 5, 6])).toMatchObject({ reused: 5 });
    expect(tokens(pool)).toEqual(['a6', 'b4']);
  });

  it('takes over a whole cache of another chat that it goes on from', async () => {
    const pool = openPool();
    const { cache } = await read(pool, 'a', [1, 2, 3]);
    expect((await read(pool, 'b', [1, 2, 3, 4])).cache).toBe(cache);
    expect(tokens(pool)).toEqual(['b4']);
  });

  it('keeps two caches of a chat at most, the oldest goes', async () => {
    const pool = openPool();
    await read(pool, 'a', [1, 2]);
    expect(await read(pool, 'a', [3, 4])).toMatchObject({ reused: 0 });
    await read(pool, 'a', [5, 6, 7]);
    expect(tokens(pool)).toEqual(['a3', 'a2']);
    expect((await read(pool, 'a', [3, 4, 5])).reused).toBe(2);
  });
});

describe('prepare', () => {
  it('goes on in place when the prompt only goes on', async () => {
    const pool = openPool();
    const { cache } = await read(pool, 'a', [1, 2, 3]);
    expect((await read(pool, 'a', [1, 2, 3, 4], 'prepare')).cache).toBe(cache);
    expect((await read(pool, 'a', [1, 2, 3, 4], 'prepare')).reused).toBe(4);
  });

  it('leaves what the chat stands on and uses a second cache, which the next answer finds', async () => {
    const pool = openPool();
    const { cache } = await read(pool, 'a', [1, 2, 3, 4, 5]);
    expect((await read(pool, 'a', [1, 2, 4, 5], 'prepare')).reused).toBe(2);
    expect(cache.ids).toEqual([1, 2, 3, 4, 5]);
    expect((await read(pool, 'a', [8, 9], 'prepare')).reused).toBe(0);
    expect(tokens(pool)).toEqual(['a2', 'a5']);
    expect(await read(pool, 'a', [8, 9, 10])).toMatchObject({ reused: 2 });
    expect(tokens(pool)).toEqual(['a3', 'a5']);
  });

  it('rewinds its own earlier preparation, never the cache of an answer', async () => {
    const pool = openPool();
    const { cache } = await read(pool, 'a', [1, 2, 3]);
    const prepared = (await read(pool, 'a', [4, 5, 6, 7], 'prepare')).cache;
    expect((await read(pool, 'a', [4, 5, 9], 'prepare')).cache).toBe(prepared);
    expect(cache.ids).toEqual([1, 2, 3]);
    await read(pool, 'a', [4, 5, 9, 10]);
    expect((await read(pool, 'a', [4, 11], 'prepare')).reused).toBe(1);
    expect(prepared.ids).toEqual([4, 5, 9, 10]);
  });

  it('never takes another chat its cache', async () => {
    const pool = openPool();
    const { cache } = await read(pool, 'a', [1, 2, 3]);
    expect((await read(pool, 'b', [1, 2, 3, 4], 'prepare')).cache).not.toBe(cache);
    expect(tokens(pool)).toEqual(['b4', 'a3']);
  });
});

describe('budget', () => {
  it('pushes out what was used longest ago, never a pinned cache', async () => {
    const pool = openPool(2 * smallestBytes);
    const pinned = await pool.take('pinned', [1], 'generate');
    pinned.cache.reserve(1);
    pinned.cache.append([1]);
    await read(pool, 'a', count(10, 13));
    await read(pool, 'b', count(20, 23));
    await read(pool, 'c', count(30, 33));
    expect(tokens(pool)).toEqual(['c3', 'pinned1']);
    pinned.release();
    await read(pool, 'd', count(40, 43));
    expect(tokens(pool)).toEqual(['d3', 'c3']);
  });

  it('drops a chat and counts bytes as the formula says', async () => {
    const pool = openPool();
    await read(pool, 'a', count(0, 200));
    await read(pool, 'b', count(300, 303));
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

  it('finishes with a dropped cache that is in use, and does not take it back', async () => {
    const pool = openPool();
    const taken = await pool.take('a', [1, 2], 'generate');
    await runIds(taken.cache, [1, 2]);
    expect(pool.drop('a').caches).toEqual([]);
    await runIds(taken.cache, [3]);
    taken.release();
    expect(taken.report()).toEqual({ cache: null, caches: [] });
    expect((await read(pool, 'a', [1, 2, 3])).reused).toBe(0);
  });

  it('keeps no cache that holds nothing', async () => {
    const pool = openPool();
    (await pool.take('a', [1, 2], 'generate')).release();
    expect(pool.report().caches).toEqual([]);
  });

  it('says what a cache of its own pushed out, itself too when it is larger than the budget', async () => {
    const pool = openPool(smallestBytes);
    await read(pool, 'a', [1, 2]);
    expect((await read(pool, 'b', count(10, 200))).rows).toBeUndefined();
    expect(pool.report().caches).toEqual([]);
  });
});

describe('rows', () => {
  it('are reused, read and written, as the last turn found and made them', async () => {
    const pool = openPool();
    expect((await read(pool, 'a', [1, 2, 3], 'generate', [4, 5])).rows).toEqual(['3 read', '2 written']);
    expect((await read(pool, 'a', [1, 2, 3, 4, 5, 6], 'generate', [7])).rows).toEqual([
      '5 reused',
      '1 read',
      '1 written',
    ]);
  });

  it('that were read ahead count as prepared, until a turn has used them', async () => {
    const pool = openPool();
    await read(pool, 'a', [1, 2, 3], 'generate', [4]);
    expect((await read(pool, 'a', [1, 2, 3, 4, 5, 6], 'prepare')).rows).toEqual(['3 read', '1 written', '2 prepared']);
    expect(await read(pool, 'a', [1, 2, 3, 4, 5, 6, 7])).toMatchObject({
      reused: 6,
      prepared: 2,
      shared: 0,
      rows: ['6 reused', '1 read'],
    });
    expect(await read(pool, 'a', [1, 2, 3, 4, 5, 6, 7])).toMatchObject({ reused: 6, prepared: 0 });
  });

  it('that are cut away do not count', async () => {
    const pool = openPool();
    await read(pool, 'a', [1, 2, 3]);
    await read(pool, 'a', [1, 2, 3, 4, 5, 6], 'prepare');
    expect(await read(pool, 'a', [1, 2, 3, 4, 9])).toMatchObject({
      reused: 4,
      prepared: 1,
      rows: ['4 reused', '1 read'],
    });
  });

  it('of another chat are shared, copied or taken over, read or prepared', async () => {
    const pool = openPool();
    await read(pool, 'a', [1, 2, 3]);
    await read(pool, 'a', [1, 2, 3, 4, 5], 'prepare');
    expect(await read(pool, 'b', [1, 2, 3, 4, 9])).toMatchObject({ reused: 4, shared: 4, prepared: 0 });
    expect(await read(pool, 'c', [1, 2, 3, 4, 9, 10])).toMatchObject({ reused: 5, shared: 5, prepared: 0 });
    expect(await read(pool, 'c', [1, 2, 3, 4, 9, 10, 11])).toMatchObject({ reused: 6, shared: 0, prepared: 0 });
  });

  it('that a preparation copied from another chat stay shared until a turn has used them', async () => {
    const pool = openPool();
    await read(pool, 'a', [1, 2, 3]);
    expect((await read(pool, 'b', [1, 2, 4], 'prepare')).rows).toEqual(['2 shared', '1 prepared']);
    expect((await read(pool, 'b', [1, 2, 4, 5], 'prepare')).rows).toEqual(['2 shared', '2 prepared']);
    expect(await read(pool, 'b', [1, 2, 4, 5, 6])).toMatchObject({ reused: 4, shared: 2, prepared: 2 });
  });

  it('that a preparation copied from its own chat keep their origin', async () => {
    const pool = openPool();
    await read(pool, 'a', [1, 2, 3], 'generate', [4, 5]);
    expect((await read(pool, 'a', [1, 2, 3, 4, 9], 'prepare')).rows).toEqual(['3 read', '1 written', '1 prepared']);
  });
});

describe('rewind', () => {
  it('cuts the cache a chat stands on to what it has in common, and no other', async () => {
    const pool = openPool();
    await read(pool, 'a', [1, 2, 3], 'generate', [4, 5, 6]);
    await read(pool, 'a', [1, 7, 8, 9], 'prepare');
    await read(pool, 'b', [1, 2, 3]);
    const { cache } = pool.rewind('a', [1, 2, 3, 4, 9]);
    expect(cache).toMatchObject({ ids: [1, 2, 3, 4], isPrepared: false, tokenCount: 4 });
    expect(cache?.rows).toEqual([
      { origin: 'read', tokens: 3 },
      { origin: 'written', tokens: 1 },
    ]);
    expect(tokens(pool)).toEqual(['b3', 'a4', 'a4']);
  });

  it('leaves nothing where nothing is in common, and says so of a chat without a cache', async () => {
    const pool = openPool();
    await read(pool, 'a', [1, 2, 3]);
    expect(pool.rewind('b', [1, 2])).toMatchObject({ cache: null, caches: [{ cacheKey: 'a' }] });
    expect(pool.rewind('a', [9])).toEqual({ cache: null, caches: [] });
  });
});

describe('without memory for a copy', () => {
  it('the pool is as it was', async () => {
    const pool = openPool();
    await read(pool, 'a', [1, 2, 3]);
    const before = pool.report();
    const reserve = vi.spyOn(HostRows.prototype, 'reserve').mockRejectedValue(new RangeError('allocation failed'));
    await expect(pool.take('b', [1, 2, 4], 'generate')).rejects.toThrow('allocation failed');
    reserve.mockRestore();
    expect(pool.report()).toEqual(before);
    expect(await read(pool, 'b', [1, 2, 4])).toMatchObject({ reused: 2 });
    expect(await read(pool, 'a', [1, 2, 3, 4])).toMatchObject({ reused: 3, shared: 0 });
  });
});
