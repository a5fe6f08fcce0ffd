import { describe, expect, it } from 'vitest';
import { count, openPool, read, smallestBytes, tokens } from './test-support/pool-turns.ts';

describe('branches of a chat', () => {
  const stem = count(0, 40);
  const first = [...stem, ...count(100, 150)];
  const second = [...stem, ...count(200, 250)];

  it('do not destroy each other: whoever goes back finds all of it', async () => {
    const pool = openPool();
    await read(pool, 'a', first, 'generate', count(150, 160));
    expect(await read(pool, 'a', second, 'generate', count(250, 260))).toMatchObject({ reused: 40 });
    const back = [...first, ...count(150, 160), 7];
    expect(await read(pool, 'a', back, 'generate', [8])).toMatchObject({ reused: 100 });
    expect(await read(pool, 'a', [...second, ...count(250, 260), 7], 'generate', [8])).toMatchObject({ reused: 100 });
    expect(await read(pool, 'a', [...back, 8, 9])).toMatchObject({ reused: 102 });
    expect(tokens(pool)).toEqual(['a103', 'a102']);
  });

  it('are found by what is prepared when one goes back, and kept beside what was prepared', async () => {
    const pool = openPool();
    await read(pool, 'a', first);
    await read(pool, 'a', second);
    expect(await read(pool, 'a', [...first, 7], 'prepare')).toMatchObject({ reused: 90 });
    await read(pool, 'a', count(300, 310), 'prepare');
    expect(tokens(pool)).toEqual(['a10', 'a91', 'a90']);
    expect(await read(pool, 'a', [...second, 7])).toMatchObject({ reused: 90 });
    expect(await read(pool, 'a', [...count(300, 310), 1])).toMatchObject({ reused: 10, prepared: 10 });
  });

  it('are the last two, whatever was tried between', async () => {
    const pool = openPool();
    for (let attempt = 0; attempt < 5; attempt++) {
      await read(pool, 'a', stem, 'generate', count(100 * attempt, 100 * attempt + 50));
    }
    expect(tokens(pool)).toEqual(['a90', 'a90']);
    expect(await read(pool, 'a', [...stem, ...count(300, 350), 1])).toMatchObject({ reused: 90 });
    expect(await read(pool, 'a', [...stem, ...count(400, 450), 1])).toMatchObject({ reused: 90 });
  });

  it('are not copied for where another would be kept in their place', async () => {
    const pool = openPool();
    const { cache } = await read(pool, 'a', first);
    await read(pool, 'a', second);
    expect((await read(pool, 'a', [...first.slice(0, 50), ...count(400, 450)])).cache).toBe(cache);
    expect(await read(pool, 'a', [...second, 7])).toMatchObject({ reused: 90 });
  });

  it('that are short are cut off and read again', async () => {
    const pool = openPool();
    const { cache } = await read(pool, 'a', [...stem, ...count(100, 120)]);
    expect((await read(pool, 'a', [...stem, 7])).cache).toBe(cache);
    expect(tokens(pool)).toEqual(['a41']);
  });

  it('are cut off where the budget has no place for both', async () => {
    const pool = openPool(2 * smallestBytes - 1);
    const { cache } = await read(pool, 'a', first);
    expect((await read(pool, 'a', second)).cache).toBe(cache);
    const wide = openPool(2 * smallestBytes);
    await read(wide, 'a', first);
    await read(wide, 'a', second);
    expect(tokens(wide)).toEqual(['a90', 'a90']);
  });

  it('push out what was used before them, and nothing that was used since', async () => {
    const pool = openPool(2 * smallestBytes);
    await read(pool, 'b', count(900, 910));
    await read(pool, 'a', first);
    await read(pool, 'a', second);
    expect(tokens(pool)).toEqual(['a90', 'a90']);
    const busy = openPool(2 * smallestBytes);
    await read(busy, 'a', first);
    await read(busy, 'b', count(900, 910));
    await read(busy, 'a', second);
    expect(tokens(busy)).toEqual(['a90', 'b10']);
  });

  it('tell of the rows of both as they came about', async () => {
    const pool = openPool();
    await read(pool, 'a', first, 'generate', [5, 6]);
    expect((await read(pool, 'a', second)).rows).toEqual(['40 reused', '50 read']);
    expect(pool.rewind('a', first).cache).toMatchObject({ tokenCount: 40 });
    expect((await read(pool, 'a', [...first, 5, 6, 7])).rows).toEqual(['92 reused', '1 read']);
  });
});
