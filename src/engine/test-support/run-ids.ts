import type { KvCache } from '../kv-cache.ts';

/** Runs ids as the model would: every row holds its token's id. */
export function runIds(cache: KvCache, ids: readonly number[]): void {
  cache.reserve(cache.length + ids.length);
  for (const [index, id] of ids.entries()) {
    cache.keys[0]?.fill(id, (cache.length + index) * 2, (cache.length + index + 1) * 2);
  }
  cache.append(ids);
}
