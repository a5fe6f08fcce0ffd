import type { KvCache } from './kv-cache.ts';

/** Of those that a key's answers were written in: what its chat stands on, and the branch that it stood on before. */
export const standingPerKey = 2;
/** Of those that were made ahead. */
export const preparedPerKey = 1;

// Reading 32 tokens takes GPT-2's shape about twice as long as copying its whole window (65 and 37 ms, medians of one run on two
// shared cores). Fewer are not worth the memory and the wait of a copy.
const worthKeepingTokens = 32;

/** A cache of a pool as this policy sees it. */
interface PooledCache {
  readonly cacheKey: string;
  readonly cache: KvCache;
  readonly lastUse: number;
  readonly pins: number;
  readonly isPrepared: boolean;
}

/**
 * Whether what a cache holds behind `prefix` is kept when a prompt of `promptTokens` goes another way there: it is worth a
 * cache of its own, and the pool would leave it that when a copy of the beginning comes beside it.
 */
export function keepsBranch(
  { entry, prefix, promptTokens }: { entry: PooledCache; prefix: number; promptTokens: number },
  pool: { readonly entries: readonly PooledCache[]; readonly budgetBytes: number },
): boolean {
  const { cache, cacheKey, isPrepared, lastUse } = entry;
  if (cache.length - prefix < worthKeepingTokens) return false;
  const stronger = pool.entries.filter((each) => each !== entry && (each.pins > 0 || each.lastUse > lastUse));
  const rivals = stronger.filter((each) => each.cacheKey === cacheKey && each.isPrepared === isPrepared);
  // The copy takes one of the standing places.
  const places = isPrepared ? preparedPerKey : standingPerKey - 1;
  if (rivals.length >= places) return false;
  return heldBytesOf(stronger) + cache.heldBytes + cache.bytesToHold(promptTokens) <= pool.budgetBytes;
}

/** What caches take together. */
export function heldBytesOf(entries: readonly { readonly cache: KvCache }[]): number {
  return entries.reduce((sum, { cache }) => sum + cache.heldBytes, 0);
}
