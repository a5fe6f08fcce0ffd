import type { Sampling } from '../shared/engine-contract.ts';

/**
 * Chooses the next token from logits [vocabulary]: repetition penalty, then the largest (greedy), or temperature, top-k and
 * top-p in that order and a draw, as transformers' generate does. `contextIds` are all ids so far, for the penalty.
 * `random` gives a number in [0, 1) and is asked once, unless greedy. `logits` are left as they are.
 */
export function sample(
  logits: Float32Array,
  settings: Sampling,
  contextIds: readonly number[],
  random: () => number,
): number {
  const scores = penalize(logits, contextIds, settings.repetitionPenalty);
  if (settings.isGreedy) return largestIndex(scores);

  let candidates = settings.topK > 0 && settings.topK < scores.length ? keepTopK(scores, settings.topK) : undefined;
  const probabilities = softmax(scores, candidates, settings.temperature);
  if (settings.topP < 1) candidates = keepTopP(probabilities, candidates, settings.topP);
  return draw(probabilities, candidates, random());
}

/** CTRL's penalty (Keskar et al. 2019): the logits of ids seen before are divided by it, or multiplied when negative. */
function penalize(logits: Float32Array, contextIds: readonly number[], penalty: number): Float32Array {
  if (penalty === 1) return logits;
  const scores = Float32Array.from(logits);
  for (const id of new Set(contextIds)) {
    const score = scores[id];
    if (score !== undefined) scores[id] = score > 0 ? score / penalty : score * penalty;
  }
  return scores;
}

/** The index of the largest score, the lowest of equal ones. */
export function largestIndex(scores: Float32Array): number {
  let best = 0;
  for (let index = 1; index < scores.length; index++) {
    if ((scores[index] as number) > (scores[best] as number)) best = index;
  }
  return best;
}

/** The indices whose score is not below the k-th largest: ties at the edge are all kept. */
function keepTopK(scores: Float32Array, topK: number): number[] {
  const edge = Float32Array.from(scores).sort()[scores.length - topK] as number;
  const kept: number[] = [];
  for (let index = 0; index < scores.length; index++) if ((scores[index] as number) >= edge) kept.push(index);
  return kept;
}

/** Probabilities [vocabulary] of the candidates (all, if undefined); 0 for the others. */
function softmax(scores: Float32Array, candidates: readonly number[] | undefined, temperature: number): Float64Array {
  const probabilities = new Float64Array(scores.length);
  const largest = scores[largestIndex(scores)] as number;
  let sum = 0;
  forEachCandidate(candidates, scores.length, (index) => {
    const weight = Math.exp(((scores[index] as number) - largest) / temperature);
    probabilities[index] = weight;
    sum += weight;
  });
  forEachCandidate(candidates, scores.length, (index) => {
    probabilities[index] = (probabilities[index] as number) / sum;
  });
  return probabilities;
}

/** The fewest candidates, likeliest first, whose probabilities add up to `topP` (Holtzman et al. 2019); at least one. */
function keepTopP(probabilities: Float64Array, candidates: readonly number[] | undefined, topP: number): number[] {
  // Sorting a whole vocabulary takes milliseconds, and what is unlikely is rarely needed: so look at likely ones first.
  for (let floor = 1e-4; ; floor = floor < 1e-12 ? 0 : floor / 1000) {
    const likely: number[] = [];
    forEachCandidate(candidates, probabilities.length, (index) => {
      if ((probabilities[index] as number) >= floor) likely.push(index);
    });
    likely.sort((a, b) => (probabilities[b] as number) - (probabilities[a] as number) || a - b);
    let sum = 0;
    for (let count = 0; count < likely.length; count++) {
      sum += probabilities[likely[count] as number] as number;
      if (sum >= topP) return likely.slice(0, count + 1);
    }
    if (floor === 0) return likely;
  }
}

function draw(probabilities: Float64Array, candidates: readonly number[] | undefined, fraction: number): number {
  let sum = 0;
  forEachCandidate(candidates, probabilities.length, (index) => {
    sum += probabilities[index] as number;
  });
  let rest = fraction * sum;
  let chosen = candidates?.[0] ?? 0;
  let isFound = false;
  forEachCandidate(candidates, probabilities.length, (index) => {
    const probability = probabilities[index] as number;
    if (isFound || probability === 0) return;
    chosen = index;
    rest -= probability;
    isFound = rest < 0;
  });
  return chosen;
}

function forEachCandidate(
  candidates: readonly number[] | undefined,
  size: number,
  visit: (index: number) => void,
): void {
  if (candidates) for (const index of candidates) visit(index);
  else for (let index = 0; index < size; index++) visit(index);
}
