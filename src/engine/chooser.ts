import type { Sampling } from '../shared/engine-contract.ts';
import { openRandom } from './random.ts';
import type { SampledToken } from './sampled-tokens.ts';
import { type Candidates, draw, largestIndex, Sampler, sumOf } from './sampler.ts';

/** How likely each token is to be chosen: those that can be, in the order of their ids. */
export interface Distribution {
  readonly ids: Int32Array; // [candidate]
  readonly probabilities: Float64Array; // [candidate], their sum is 1
}

/**
 * Chooses the tokens of one answer, one after another: it knows what was said, and draws from a stream of its own. The logits
 * [vocabulary] it is given are left as they are.
 */
export interface Chooser {
  /** Whether it always takes the largest logit, whatever was said: then a step need not compute the others. */
  readonly takesLargest: boolean;
  /** The token after `logits`, told with its own logit and the largest one as they are there. It counts as said from then on. */
  choose(logits: Float32Array): SampledToken;
  /** The probabilities by which `choose` would choose now: a copy. Nothing is drawn or said. */
  distribution(logits: Float32Array): Distribution;
  /** Counts a token as said that was not chosen here, such as a drafted one. */
  say(id: number): void;
}

export interface ChooserOptions {
  /** Gives a number in [0, 1), asked once a drawn token. Defaults to the stream of the seed. */
  readonly random?: () => number;
}

/** A chooser by these settings, for an answer to `promptIds`, which count as said. */
export function openChooser(
  sampling: Sampling,
  promptIds: Iterable<number>,
  { random = openRandom(sampling.seed) }: ChooserOptions = {},
): Chooser {
  const { isGreedy, repetitionPenalty } = sampling;
  const said = new Set(promptIds);
  const sampler = new Sampler(sampling);

  /** The candidates after `logits`, whose largest is at `largest`. */
  function candidatesOf(logits: Float32Array, largest: number): Candidates {
    const scores = sampler.penalize(logits, said);
    const best = scores === logits ? largest : largestIndex(scores);
    if (isGreedy) return { ids: Int32Array.of(best), weights: Float64Array.of(1) };
    return sampler.weigh(scores, scores[best] as number);
  }

  return {
    takesLargest: isGreedy && repetitionPenalty === 1,
    choose: (logits) => {
      const largest = largestIndex(logits);
      const candidates = candidatesOf(logits, largest);
      const id = isGreedy ? (candidates.ids[0] as number) : draw(candidates, random());
      said.add(id);
      return { id, logit: logits[id] as number, largestLogit: logits[largest] as number };
    },
    distribution: (logits) => {
      const { ids, weights } = candidatesOf(logits, largestIndex(logits));
      const sum = sumOf(weights);
      return { ids: ids.slice(), probabilities: weights.map((weight) => weight / sum) };
    },
    say: (id) => {
      said.add(id);
    },
  };
}
