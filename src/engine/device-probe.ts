import type { KvCache } from './kv-cache.ts';
import type { ModelSession } from './session.ts';
import { withCache } from './with-cache.ts';

/**
 * Reads pieces of all kinds (kernels differ by how many tokens they are given), steps, rewinds, and forks; then reads rows back.
 * Every shape that answers need is compiled by it, too.
 */
export async function probe(
  session: ModelSession,
  cache: KvCache,
  take: (output: Float32Array) => void,
): Promise<void> {
  const { windowTokens } = session.cacheShape;
  let nextId = 13;
  const read = async (target: KvCache, tokenCount: number) => {
    if (target.length + tokenCount > windowTokens) return;
    const ids = Array.from({ length: tokenCount }, () => {
      nextId = (nextId + 7_919) % session.model.config.vocabularySize;
      return nextId;
    });
    take((await session.run(target, ids, { logitsAt: 'last' })).last);
  };
  for (const tokenCount of [1, 1, 1, 1, 5, 16, 40, 1, 1, 1, 1]) await read(cache, tokenCount);
  cache.rewindTo(Math.floor(cache.length / 2));
  for (const tokenCount of [3, 1, 1]) await read(cache, tokenCount);
  const fork = await cache.fork(cache.length - 1);
  await withCache({ openCache: () => fork }, async () => {
    for (const tokenCount of [2, 1]) await read(fork, tokenCount);
    // A fork that shared rows with this one would have changed them.
    await read(cache, 1);
    const { keys, values } = await fork.store.read(fork.length);
    for (const rows of [...keys, ...values]) take(rows);
  });
  // Room for the steps that are timed.
  cache.rewindTo(Math.min(cache.length, windowTokens - 1));
}
