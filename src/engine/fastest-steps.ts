import { openChooser } from './chooser.ts';
import type { KvCache } from './kv-cache.ts';
import { openPlainStepper } from './plain-stepper.ts';
import { openScreenedStepper } from './screened-stepper.ts';
import { greedySampling, tryScreening } from './screening-trial.ts';
import type { ModelSession } from './session.ts';
import type { Stepper } from './stepper.ts';

// Enough for a median that one slow step does not move.
const mostSteps = 24;
const fewestSteps = 5;
const mostMs = 1_500;

/**
 * Tokens a second, as an answer is written behind what the cache holds: with the greedy head, where the session has opened one and
 * that is faster. The cache is then as it was.
 */
export async function fastestSteps(session: ModelSession, cache: KvCache): Promise<number> {
  const chooser = openChooser(greedySampling, []);
  const plain = await timeSteps(session, cache, openPlainStepper(session, cache, chooser));
  const screening = await tryScreening(session);
  if (!screening) return plain;
  return Math.max(plain, await timeSteps(session, cache, openScreenedStepper(session, cache, chooser, screening)));
}

/** The median of some steps, as a speed. At the same length everywhere. */
async function timeSteps(session: ModelSession, cache: KvCache, stepper: Stepper): Promise<number> {
  const stepsMs: number[] = [];
  const endsAt = performance.now() + mostMs;
  const length = cache.length;
  // The first one is not counted: whatever is made for the first step of its kind is made then.
  for (let step = 0; step <= mostSteps && (step <= fewestSteps || performance.now() < endsAt); step++) {
    const startedAt = performance.now();
    await stepper.next(step % session.model.config.vocabularySize);
    if (step > 0) stepsMs.push(performance.now() - startedAt);
    cache.rewindTo(length);
  }
  stepsMs.sort((one, other) => one - other);
  return 1_000 / (stepsMs[Math.floor(stepsMs.length / 2)] as number);
}
