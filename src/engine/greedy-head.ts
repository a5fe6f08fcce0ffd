import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type GreedyHeadFacts, greedyHeadFileNames } from './graph/greedy-head-file.ts';

/** The token with the largest logit, and that logit. */
export interface BestToken {
  readonly id: number;
  readonly logit: number;
}

/** The candidates of a row, the best screened one first: their screened logits, and the exact ones. */
export interface Screened {
  readonly screened: Float32Array; // [K]
  readonly exact: Float32Array; // [K]
}

/** Finds the token with the largest logit without reading all of the head's matrix. */
export interface GreedyHead {
  /** The token with the largest logit for this row [E]; null when the screening cannot prove which one it is. */
  best(row: Float32Array): Promise<BestToken | null>;
  /** What the choice for this row is made from: a copy. */
  screen(row: Float32Array): Promise<Screened>;
  close(): Promise<void>;
}

export interface GreedyHeadOptions {
  readonly facts: GreedyHeadFacts;
  /** Of the model's precision. */
  readonly sumTolerance: number;
  readonly sessionOptions: InferenceSession.SessionOptions;
}

/** What it is known by how far a screened logit can be off. */
export type ErrorBounds = Pick<GreedyHeadFacts, 'blockSize' | 'largestRowNorm' | 'largestErrorNorm'> &
  Pick<GreedyHeadOptions, 'sumTolerance'>;

/** Opens the greedy head of an imported model's folder. */
export async function openGreedyHead(
  folder: string,
  { facts, sumTolerance, sessionOptions }: GreedyHeadOptions,
): Promise<GreedyHead> {
  const session = await InferenceSession.create(join(folder, greedyHeadFileNames.graph), sessionOptions);
  const bounds: ErrorBounds = { ...facts, sumTolerance };
  const { candidateCount } = facts;
  const screened = new Float32Array(candidateCount); // [K]
  const exact = new Float32Array(candidateCount); // [K]
  const candidates = new BigInt64Array(candidateCount); // [K]
  const fetches = {
    screened: new Tensor('float32', screened, [1, candidateCount]),
    exact: new Tensor('float32', exact, [candidateCount, 1]),
    candidates: new Tensor('int64', candidates, [1, candidateCount]),
  };
  const run = (row: Float32Array) => session.run({ row: new Tensor('float32', row, [1, row.length]) }, fetches);
  return {
    screen: async (row) => {
      await run(row);
      return { screened: screened.slice(), exact: exact.slice() };
    },
    best: async (row) => {
      await run(row);
      const index = provenBest(screened, exact, screeningError(row, bounds), summingError(row, bounds));
      return index === null ? null : { id: Number(candidates[index]), logit: exact[index] as number };
    },
    close: () => session.release(),
  };
}

/**
 * The index of the largest exact logit among the candidates, if it is larger than any other can be. `screened` is sorted,
 * best first, so what is outside is screened at no more than its last value, and exactly at no more than that plus the
 * error. Null when that is not enough; when a candidate itself departs by more than the error: then the bound does not hold
 * on this machine; and when another candidate is as good within `tie`: of two rows that are equal, as those that pad a
 * vocabulary are, the whole head's sums have the last word.
 */
export function provenBest(screened: Float32Array, exact: Float32Array, error: number, tie: number): number | null {
  let best = 0;
  let second = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < exact.length; index++) {
    const value = exact[index] as number;
    if (!(Math.abs(value - (screened[index] as number)) <= error)) return null;
    if (index === 0) continue;
    if (value > (exact[best] as number)) {
      second = exact[best] as number;
      best = index;
    } else second = Math.max(second, value);
  }
  const isOnly = (exact[best] as number) - second > tie;
  const outsideAtMost = (screened[screened.length - 1] as number) + error;
  return isOnly && (exact[best] as number) > outsideAtMost ? best : null;
}

/**
 * How far a screened logit can be from the exact one (Cauchy-Schwarz): the head's rows are rounded to int8, which the
 * import measured, and so is the row itself, block by block, to 1/127 of the block's largest value; and sums of float32
 * depend on their order.
 */
export function screeningError(row: Float32Array, bounds: ErrorBounds): number {
  const { blockSize, largestRowNorm, largestErrorNorm } = bounds;
  let roundingSquares = 0;
  for (let block = 0; block < row.length; block += blockSize) {
    let largest = 0;
    for (let index = block; index < block + blockSize; index++) {
      largest = Math.max(largest, Math.abs(row[index] as number));
    }
    roundingSquares += blockSize * (largest / 127 / 2) ** 2;
  }
  const rounding = largestErrorNorm * normOf(row) + (largestRowNorm + largestErrorNorm) * Math.sqrt(roundingSquares);
  return rounding + summingError(row, bounds);
}

/** How far two float32 sums of a logit can be from each other, when they are added in different orders. */
function summingError(row: Float32Array, { sumTolerance, largestRowNorm }: ErrorBounds): number {
  return sumTolerance * largestRowNorm * normOf(row);
}

function normOf(row: Float32Array): number {
  let squares = 0;
  for (let index = 0; index < row.length; index++) squares += (row[index] as number) ** 2;
  return Math.sqrt(squares);
}
