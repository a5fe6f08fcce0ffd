import type { ModelSession } from './session.ts';

const rounds = 3;

/**
 * Whether a greedy step is faster with the greedy head than without, here and now: not every processor has fast kernels for
 * int8. Compares the fastest of a few alternated steps, and takes about as long as eight tokens.
 */
export async function screeningPays(session: ModelSession): Promise<boolean> {
  const cache = session.openCache();
  const fastestMs = { screened: Number.POSITIVE_INFINITY, full: Number.POSITIVE_INFINITY };
  // The first round warms up: pages are read in, memory is laid out.
  for (let round = 0; round <= rounds; round++) {
    const screenedMs = await timeMs(() => session.runGreedy(cache, 0));
    const fullMs = await timeMs(() => session.run(cache, [0], true));
    cache.rewindTo(0);
    if (round === 0) continue;
    fastestMs.screened = Math.min(fastestMs.screened, screenedMs);
    fastestMs.full = Math.min(fastestMs.full, fullMs);
  }
  return fastestMs.screened < fastestMs.full;
}

async function timeMs(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
