import type { Sampling } from '../shared/engine-contract.ts';
import { openChooser } from './chooser.ts';
import type { KvCache } from './kv-cache.ts';
import { openPlainStepper } from './plain-stepper.ts';
import { openScreenedStepper, Screening } from './screened-stepper.ts';
import type { ModelSession } from './session.ts';
import { withCache } from './with-cache.ts';

const rounds = 3;
/** What a greedy head can be asked for. */
export const greedySampling: Sampling = {
  isGreedy: true,
  temperature: 1,
  topK: 0,
  topP: 1,
  repetitionPenalty: 1,
  seed: 0,
};

/**
 * The screening for a session, or null where it has no greedy head, or where a greedy step is no faster with it, here and now:
 * not every processor has fast kernels for int8. Compares the fastest of a few alternated steps, and takes about as long as
 * eight tokens.
 */
export async function tryScreening(session: ModelSession): Promise<Screening | null> {
  if (!session.greedyHead) return null;
  const screening = new Screening(session.greedyHead);
  return withCache(session, async (cache) => ((await isFaster(session, cache, screening)) ? screening : null));
}

async function isFaster(session: ModelSession, cache: KvCache, screening: Screening): Promise<boolean> {
  const chooser = openChooser(greedySampling, []);
  const screened = openScreenedStepper(session, cache, chooser, screening);
  const plain = openPlainStepper(session, cache, chooser);
  const fastestMs = { screened: Number.POSITIVE_INFINITY, plain: Number.POSITIVE_INFINITY };
  // The first round warms up: pages are read in, memory is laid out.
  for (let round = 0; round <= rounds; round++) {
    const screenedMs = await timeMs(() => screened.next(0));
    const plainMs = await timeMs(() => plain.next(0));
    cache.rewindTo(0);
    if (round === 0) continue;
    fastestMs.screened = Math.min(fastestMs.screened, screenedMs);
    fastestMs.plain = Math.min(fastestMs.plain, plainMs);
  }
  return fastestMs.screened < fastestMs.plain;
}

async function timeMs(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
