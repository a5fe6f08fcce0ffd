import type { Sampling } from '../shared/engine-contract.ts';

/** Tokens that may be drawn, in the order of their ids, each with a weight in proportion to its probability. */
export interface Candidates {
  readonly ids: Int32Array; // [candidate]
  readonly weights: Float64Array; // [candidate], the largest of all that were weighed is 1
}

/**
 * Weighs logits [vocabulary] as transformers' generate does: repetition penalty, then temperature, top-k and top-p in that
 * order. It works in memory that it keeps, so that an answer makes it once.
 */
export class Sampler {
  private readonly settings: Sampling;
  private memory: WorkingMemory | undefined;

  constructor(settings: Sampling) {
    this.settings = settings;
  }

  /**
   * The logits with CTRL's penalty (Keskar et al. 2019): those of ids that were said are divided by it, or multiplied when
   * negative. The next call writes over it; `logits` are left as they are, and are the answer where there is no penalty.
   */
  penalize(logits: Float32Array, saidIds: Iterable<number>): Float32Array {
    const penalty = this.settings.repetitionPenalty;
    if (penalty === 1) return logits;
    const { scores } = this.memoryFor(logits.length);
    scores.set(logits);
    for (const id of saidIds) {
      const score = scores[id];
      if (score !== undefined) scores[id] = score > 0 ? score / penalty : score * penalty;
    }
    return scores;
  }

  /** The candidates of penalized scores whose largest is `largest`. The next call writes over them. */
  weigh(scores: Float32Array, largest: number): Candidates {
    const { topK, topP, temperature } = this.settings;
    const edge = topK > 0 && topK < scores.length ? kthLargest(scores, topK) : Number.NEGATIVE_INFINITY;
    const memory = this.memoryFor(scores.length);
    const count = weighFrom(scores, { edge, largest, temperature }, memory);
    const kept = topP < 1 ? keepTopP(memory, count, topP) : count;
    return { ids: memory.ids.subarray(0, kept), weights: memory.weights.subarray(0, kept) };
  }

  private memoryFor(size: number): WorkingMemory {
    if (this.memory?.scores.length !== size) this.memory = new WorkingMemory(size);
    return this.memory;
  }
}

/**
 * The index of the largest score, the lowest of equal ones. Four are looked at in one go: few are larger than all before, and a
 * longer body is compiled for itself, not into callers that are not called often enough to be compiled well.
 */
export function largestIndex(scores: Float32Array): number {
  const count = scores.length;
  let best = 0;
  let largest = scores[0] as number;
  for (let index = 0; index < count; index += 4) {
    const end = Math.min(index + 4, count);
    if (
      end - index === 4 &&
      !((scores[index] as number) > largest) &&
      !((scores[index + 1] as number) > largest) &&
      !((scores[index + 2] as number) > largest) &&
      !((scores[index + 3] as number) > largest)
    ) {
      continue;
    }
    for (let place = index; place < end; place++) {
      if (!((scores[place] as number) > largest)) continue;
      best = place;
      largest = scores[place] as number;
    }
  }
  return best;
}

export function sumOf(weights: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index++) sum += weights[index] as number;
  return sum;
}

/** The candidate at this fraction of the sum of all weights; never one without weight. */
export function draw({ ids, weights }: Candidates, fraction: number): number {
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

const doubleOfOne = 0x3ff0;
const binCount = doubleOfOne + 1;

/** What choosing from a vocabulary of `size` needs, made once: at 50,257 tokens it would be a megabyte a token. */
class WorkingMemory {
  readonly scores: Float32Array; // [vocabulary]
  readonly ids: Int32Array; // [vocabulary]
  readonly weights: Float64Array; // [vocabulary]
  readonly bins: Uint16Array; // [vocabulary]
  readonly sums = new Float64Array(binCount); // [bin]

  constructor(size: number) {
    this.scores = new Float32Array(size);
    this.ids = new Int32Array(size);
    this.weights = new Float64Array(size);
    this.bins = new Uint16Array(size);
  }
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

/** Softmax, not yet divided by its sum, of the scores from `edge` on, ties at the edge all kept. Returns how many these are. */
function weighFrom(
  scores: Float32Array,
  { edge, largest, temperature }: { readonly edge: number; readonly largest: number; readonly temperature: number },
  { ids, weights }: WorkingMemory,
): number {
  let count = 0;
  for (let index = 0; index < scores.length; index++) {
    const score = scores[index] as number;
    if (!(score >= edge)) continue;
    ids[count] = index;
    weights[count] = Math.exp((score - largest) / temperature);
    count++;
  }
  return count;
}

/**
 * The fewest of the first `count` candidates, likeliest first and of equals the lowest ids, whose probabilities add up to
 * `topP` (Holtzman et al. 2019); at least one. They move to the front; returns how many these are.
 */
function keepTopP(memory: WorkingMemory, count: number, topP: number): number {
  const { ids, weights } = memory;
  const { edge, countAtEdge } = edgeOfTopP(memory, count, topP);
  let restAtEdge = countAtEdge;
  let kept = 0;
  for (let index = 0; index < count; index++) {
    const weight = weights[index] as number;
    if (weight < edge || (weight === edge && restAtEdge-- <= 0)) continue;
    ids[kept] = ids[index] as number;
    weights[kept] = weight;
    kept++;
  }
  return kept;
}

/** The smallest weight that is needed to add up to `topP` of all, and how many of that weight. */
function edgeOfTopP(
  memory: WorkingMemory,
  count: number,
  topP: number,
): { readonly edge: number; readonly countAtEdge: number } {
  const weights = memory.weights.subarray(0, count);
  const target = topP * sumOf(weights);
  // Sorting a whole vocabulary takes milliseconds; only the bin is sorted in which the sum is reached.
  const bins = writeBins(weights, memory.bins);
  const sums = memory.sums.fill(0);
  for (let index = 0; index < count; index++) {
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

/** The sixteen top bits of each weight (sign, exponent, four of the fraction): they grow with it. Weights are at most 1. */
function writeBins(weights: Float64Array, bins: Uint16Array): Uint16Array {
  const halves = new Uint16Array(weights.buffer, weights.byteOffset, 4 * weights.length);
  for (let index = 0; index < weights.length; index++) bins[index] = halves[4 * index + 3] as number;
  return bins;
}

/** The largest first. */
function weightsOfBin(weights: Float64Array, bins: Uint16Array, bin: number): Float64Array {
  const members: number[] = [];
  for (let index = 0; index < weights.length; index++) if (bins[index] === bin) members.push(weights[index] as number);
  return Float64Array.from(members).sort().reverse();
}
