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

  const { topK, topP, temperature } = settings;
  const edge = topK > 0 && topK < scores.length ? kthLargest(scores, topK) : Number.NEGATIVE_INFINITY;
  const candidates = weigh(scores, edge, temperature);
  return draw(topP < 1 ? keepTopP(candidates, topP) : candidates, random());
}

/** Tokens that may be drawn, in the order of their ids, each with a weight in proportion to its probability. */
interface Candidates {
  readonly ids: Int32Array; // [candidate]
  readonly weights: Float64Array; // [candidate], the largest is 1
}

/** CTRL's penalty (Keskar et al. 2019): the logits of ids seen before are divided by it, or multiplied when negative. */
function penalize(logits: Float32Array, contextIds: readonly number[], penalty: number): Float32Array {
  if (penalty === 1) return logits;
  const scores = logits.slice();
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

// Up to here a heap of the largest so far is faster than sorting the vocabulary, which takes milliseconds.
const largestHeap = 2048;

/** The k-th largest score. */
function kthLargest(scores: Float32Array, k: number): number {
  if (k > largestHeap) return scores.slice().sort()[scores.length - k] as number;
  // A sorted list is a heap: the smallest of the k largest so far comes first.
  const heap = scores.slice(0, k).sort();
  for (let index = k; index < scores.length; index++) {
    const score = scores[index] as number;
    if (score > (heap[0] as number)) replaceSmallest(heap, score);
  }
  return heap[0] as number;
}

function replaceSmallest(heap: Float32Array, score: number): void {
  let slot = 0;
  for (let child = 1; child < heap.length; child = 2 * slot + 1) {
    if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child++;
    if ((heap[child] as number) >= score) break;
    heap[slot] = heap[child] as number;
    slot = child;
  }
  heap[slot] = score;
}

/** Softmax, not yet divided by its sum, of the scores from `edge` on: ties at the edge are all kept. */
function weigh(scores: Float32Array, edge: number, temperature: number): Candidates {
  const ids = new Int32Array(scores.length);
  const weights = new Float64Array(scores.length);
  const largest = scores[largestIndex(scores)] as number;
  let count = 0;
  for (let index = 0; index < scores.length; index++) {
    const score = scores[index] as number;
    if (!(score >= edge)) continue;
    ids[count] = index;
    weights[count] = Math.exp((score - largest) / temperature);
    count++;
  }
  return { ids: ids.subarray(0, count), weights: weights.subarray(0, count) };
}

/**
 * The fewest candidates, likeliest first and of equals the lowest ids, whose probabilities add up to `topP` (Holtzman et al.
 * 2019); at least one.
 */
function keepTopP(candidates: Candidates, topP: number): Candidates {
  const { edge, countAtEdge } = edgeOfTopP(candidates.weights, topP);
  const ids = new Int32Array(candidates.ids.length);
  const weights = new Float64Array(candidates.ids.length);
  let restAtEdge = countAtEdge;
  let count = 0;
  for (let index = 0; index < candidates.ids.length; index++) {
    const weight = candidates.weights[index] as number;
    if (weight < edge || (weight === edge && restAtEdge-- <= 0)) continue;
    ids[count] = candidates.ids[index] as number;
    weights[count] = weight;
    count++;
  }
  return { ids: ids.subarray(0, count), weights: weights.subarray(0, count) };
}

/** The smallest weight that is needed to add up to `topP` of all, and how many of that weight. */
function edgeOfTopP(weights: Float64Array, topP: number): { readonly edge: number; readonly countAtEdge: number } {
  const target = topP * sumOf(weights);
  // Sorting a whole vocabulary takes milliseconds; only the bin is sorted in which the sum is reached.
  const bins = binsOf(weights);
  const sums = new Float64Array(binCount);
  for (let index = 0; index < weights.length; index++) {
    const bin = bins[index] as number;
    sums[bin] = (sums[bin] as number) + (weights[index] as number);
  }
  let bin = binCount - 1;
  let sum = 0;
  for (; bin > 0 && sum + (sums[bin] as number) < target; bin--) sum += sums[bin] as number;
  let edge = 0;
  let countAtEdge = 0;
  for (const weight of weightsOfBin(weights, bins, bin)) {
    countAtEdge = weight === edge ? countAtEdge + 1 : 1;
    edge = weight;
    sum += weight;
    if (sum >= target) break;
  }
  return { edge, countAtEdge };
}

const doubleOfOne = 0x3ff0;
const binCount = doubleOfOne + 1;

/** The sixteen top bits of each weight (sign, exponent, four of the fraction): they grow with it. Weights are at most 1. */
function binsOf(weights: Float64Array): Uint16Array {
  const halves = new Uint16Array(weights.buffer, weights.byteOffset, 4 * weights.length);
  const bins = new Uint16Array(weights.length);
  for (let index = 0; index < bins.length; index++) bins[index] = halves[4 * index + 3] as number;
  return bins;
}

/** The largest first. */
function weightsOfBin(weights: Float64Array, bins: Uint16Array, bin: number): Float64Array {
  const members: number[] = [];
  for (let index = 0; index < bins.length; index++) if (bins[index] === bin) members.push(weights[index] as number);
  return Float64Array.from(members).sort().reverse();
}

function sumOf(weights: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index++) sum += weights[index] as number;
  return sum;
}

/** The candidate at this fraction of the sum of all weights; never one without weight. */
function draw({ ids, weights }: Candidates, fraction: number): number {
  let rest = fraction * sumOf(weights);
  let chosen = 0;
  for (let index = 0; index < ids.length; index++) {
    const weight = weights[index] as number;
    if (weight === 0) continue;
    chosen = ids[index] as number;
    rest -= weight;
    if (rest < 0) break;
  }
  return chosen;
}
