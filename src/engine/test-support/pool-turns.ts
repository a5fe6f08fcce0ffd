import { expect } from 'vitest';
import { CachePool, type TakePurpose } from '../cache-pool.ts';
import { HostRows } from '../host-rows.ts';
import { KvCache } from '../kv-cache.ts';
import type { CacheShape } from '../row-store.ts';
import { cacheBytesPerToken } from '../row-store.ts';
import { rowIds, runIds } from './run-ids.ts';

const shape: CacheShape = { layerCount: 1, embeddingSize: 2, windowTokens: 300, valueType: 'float32' };
/** What the smallest cache takes. */
export const smallestBytes = 128 * cacheBytesPerToken(shape);
export const openPool = (budgetBytes = Number.POSITIVE_INFINITY) =>
  new CachePool({ openCache: () => new KvCache(shape, new HostRows(shape, 'inPlace')), budgetBytes });

/** Takes a cache, reads the prompt and writes an answer, as a turn does (or a preparation, which answers nothing). */
export async function read(
  pool: CachePool,
  key: string,
  promptIds: readonly number[],
  purpose: TakePurpose = 'generate',
  answerIds: readonly number[] = [],
) {
  const taken = await pool.take(key, promptIds, purpose);
  const { cache, reuse } = taken;
  await runIds(cache, promptIds.slice(reuse.reusedTokens));
  cache.addsRowsAs = 'written';
  if (answerIds.length > 0) await runIds(cache, answerIds);
  const ids = [...promptIds, ...answerIds];
  expect(await rowIds(cache)).toEqual(ids);
  taken.release();
  const { cache: held, caches } = taken.report();
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

/** The ids from `from` up to `to`. */
export const count = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
/** Keys and lengths of all caches, the most recently used first. */
export const tokens = (pool: CachePool) =>
  pool.report().caches.map(({ cacheKey, tokenCount }) => `${cacheKey}${tokenCount}`);
