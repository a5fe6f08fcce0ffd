import type { KvCache } from './kv-cache.ts';
import type { ModelSession } from './session.ts';
import { withCache } from './with-cache.ts';

export interface ProbeOptions {
  /** A piece as long as this is read, too, where the window has room for it: the longest that answers have need of. */
  readonly longestPiece: number;
  readonly take: (output: Float32Array) => void;
}

/**
 * Reads pieces of all kinds (kernels differ by how many tokens they are given), steps, rewinds, and forks; then reads rows back, and
 * one piece as long as any.
 */
export async function probe(
  session: ModelSession,
  cache: KvCache,
  { longestPiece, take }: ProbeOptions,
): Promise<void> {
  const { windowTokens } = session.cacheShape;
  let nextId = 13;
  const read = async (target: KvCache, tokenCount: number) => {
    if (tokenCount === 0 || target.length + tokenCount > windowTokens) return;
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
  // Mask and scores of a piece take memory, the more the longer it is and the more is before it.
  await read(cache, Math.min(longestPiece, windowTokens - cache.length));
  // Room for the steps that are timed.
  cache.rewindTo(Math.min(cache.length, windowTokens - 1));
}

/**
 * Has the driver compile what answers need, which it does when a shape of its kind is first run: where a single token comes behind
 * one, two or three others, or four, and longer pieces. No numbers are looked at.
 */
export async function warmUp(session: ModelSession, cache: KvCache): Promise<void> {
  for (const tokenCount of [1, 1, 1, 1, 5, 16]) {
    if (cache.length + tokenCount > session.cacheShape.windowTokens) break;
    await session.run(cache, new Array<number>(tokenCount).fill(0), { logitsAt: 'last' });
  }
  const fork = await cache.fork();
  fork.dispose();
}
