import type { ModelSession } from './session.ts';

/**
 * Proves, on the loaded model, that rows written by a run are the rows that the same run reads. The buffers are filled with
 * NaN first: were the input a copy made before the rows are written, the logits would be NaN. Steps of two and one tokens
 * are then compared with the same tokens in one piece, within 1e-4 of the largest logit. Takes three short runs. A graph
 * that joins the rows itself passes as well, unless its weights are no numbers.
 */
export async function provesAppend(session: ModelSession): Promise<boolean> {
  const lastId = session.model.config.vocabularySize - 1;
  const ids = [lastId, Math.floor(lastId / 2), Math.floor(lastId / 3)].slice(0, session.model.config.windowTokens);
  const cache = session.openCache();
  cache.reserve(ids.length);
  for (const buffer of [...cache.keys, ...cache.values]) buffer.fill(Number.NaN);
  let stepped = new Float32Array(0); // [vocabulary]
  for (const step of [ids.slice(0, 2), ids.slice(2)]) {
    if (step.length > 0) stepped = Float32Array.from((await session.run(cache, step, { logitsAt: 'last' })).last);
  }
  cache.rewindTo(0);
  return isClose(stepped, (await session.run(cache, ids, { logitsAt: 'last' })).last);
}

/** The largest difference of two lists of logits, divided by the largest absolute logit of the second; NaN if any is NaN. */
export function relativeDifference(actual: Float32Array, expected: Float32Array): number {
  let largest = 0;
  let difference = 0;
  for (let index = 0; index < expected.length; index++) {
    const expectedValue = expected[index] as number;
    const distance = Math.abs((actual[index] as number) - expectedValue);
    if (!Number.isFinite(distance)) return Number.NaN;
    difference = Math.max(difference, distance);
    largest = Math.max(largest, Math.abs(expectedValue));
  }
  return difference === 0 ? 0 : difference / largest;
}

/** fp32 logits are equal when they are within 1e-4 of the largest absolute one: kernels add in different orders. */
export const equalTolerance = 1e-4;

function isClose(actual: Float32Array, expected: Float32Array): boolean {
  return relativeDifference(actual, expected) <= equalTolerance;
}
