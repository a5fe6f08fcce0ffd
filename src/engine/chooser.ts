import type { Sampling } from '../shared/engine-contract.ts';
import { openRandom } from './random.ts';
import type { SampledToken } from './sampled-tokens.ts';
import { largestIndex, sample } from './sampler.ts';

/** Chooses the tokens of one answer, one after another: it knows what was said before, and draws from its own seeded stream. */
export interface Chooser {
  /** Whether it always takes the largest logit: then a step need not compute the others. */
  readonly takesLargest: boolean;
  /**
   * The token after a row of logits [vocabulary], which is left as it is, told with its own logit and the largest, both as the
   * head gave them. It counts as said from then on.
   */
  choose(logits: Float32Array): SampledToken;
}

/** A chooser by these settings, for an answer to `promptIds`. */
export function openChooser(sampling: Sampling, promptIds: readonly number[]): Chooser {
  const random = openRandom(sampling.seed);
  const saidIds = [...promptIds];
  return {
    takesLargest: sampling.isGreedy && sampling.repetitionPenalty === 1,
    choose: (logits) => {
      const id = sample(logits, sampling, saidIds, random);
      saidIds.push(id);
      return { id, logit: logits[id] as number, largestLogit: logits[largestIndex(logits)] as number };
    },
  };
}
