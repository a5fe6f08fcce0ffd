import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type GreedyHeadFacts, greedyHeadFileNames } from './graph/greedy-head-file.ts';

/** Finds the token with the largest logit without reading all of the head's matrix. */
export interface GreedyHead {
  /** The id with the largest logit for this row [E]; null when the screening cannot prove which one it is. */
  best(row: Float32Array): Promise<number | null>;
  close(): Promise<void>;
}

/** Opens the greedy head of an imported model's folder. */
export async function openGreedyHead(
  folder: string,
  facts: GreedyHeadFacts,
  options: InferenceSession.SessionOptions,
): Promise<GreedyHead> {
  const session = await InferenceSession.create(join(folder, greedyHeadFileNames.graph), options);
  const { candidateCount } = facts;
  const screened = new Float32Array(candidateCount); // [K]
  const exact = new Float32Array(candidateCount); // [K]
  const candidates = new BigInt64Array(candidateCount); // [K]
  const fetches = {
    screened: new Tensor('float32', screened, [1, candidateCount]),
    exact: new Tensor('float32', exact, [candidateCount, 1]),
    candidates: new Tensor('int64', candidates, [1, candidateCount]),
  };
  return {
    best: async (row) => {
      await session.run({ row: new Tensor('float32', row, [1, row.length]) }, fetches);
      const index = provenBest(screened, exact, screeningError(row, facts));
      return index === null ? null : Number(candidates[index]);
    },
    close: () => session.release(),
  };
}

/**
 * The index of the largest exact logit among the candidates, if it is larger than any logit outside can be. `screened` is
 * sorted, best first, so what is outside is screened at no more than its last value, and exactly at no more than that plus
 * the error. Null when that is not enough, and when a candidate itself departs by more than the error: then the bound does
 * not hold on this machine.
 */
export function provenBest(screened: Float32Array, exact: Float32Array, error: number): number | null {
  let best = 0;
  for (let index = 0; index < exact.length; index++) {
    const value = exact[index] as number;
    if (!(Math.abs(value - (screened[index] as number)) <= error)) return null;
    if (value > (exact[best] as number)) best = index;
  }
  const outsideAtMost = (screened[screened.length - 1] as number) + error;
  return (exact[best] as number) > outsideAtMost ? best : null;
}

/**
 * How far a screened logit can be from the exact one (Cauchy-Schwarz): the head's rows are rounded to int8, which the
 * import measured, and so is the row itself, block by block, to 1/127 of the block's largest value; and sums of float32
 * depend on their order.
 */
export function screeningError(row: Float32Array, facts: GreedyHeadFacts): number {
  const { blockSize, largestRowNorm, largestErrorNorm } = facts;
  let rowSquares = 0;
  let roundingSquares = 0;
  for (let block = 0; block < row.length; block += blockSize) {
    let largest = 0;
    for (let index = block; index < block + blockSize; index++) {
      const value = row[index] as number;
      rowSquares += value * value;
      largest = Math.max(largest, Math.abs(value));
    }
    roundingSquares += blockSize * (largest / 127 / 2) ** 2;
  }
  const rowNorm = Math.sqrt(rowSquares);
  const summing = 1e-5 * largestRowNorm * rowNorm;
  return largestErrorNorm * rowNorm + (largestRowNorm + largestErrorNorm) * Math.sqrt(roundingSquares) + summing;
}
