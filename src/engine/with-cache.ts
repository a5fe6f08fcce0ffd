import type { KvCache } from './kv-cache.ts';
import type { ModelSession } from './session.ts';

/** Does `work` with an empty cache outside any pool, and disposes it. */
export async function withCache<Result>(
  session: Pick<ModelSession, 'openCache'>,
  work: (cache: KvCache) => Promise<Result>,
): Promise<Result> {
  const cache = session.openCache();
  try {
    return await work(cache);
  } finally {
    cache.dispose();
  }
}
