import type { KvCache } from './kv-cache.ts';
import type { ModelSession } from './session.ts';
import { withCache } from './with-cache.ts';

/**
 * Proves, on the loaded model, that rows written by a run are the rows that the same run reads. The buffers are filled with
 * NaN first: were the input a copy made before the rows are written, the logits would be NaN. Steps of two and one tokens
 * are then compared with the same tokens in one piece, within the precision's tolerance. Takes three short runs. A graph
 * that joins the rows itself passes as well, unless its weights are no numbers. It proves nothing of a device, where a NaN does
 * not travel.
 */
export async function provesAppend(session: ModelSession): Promise<boolean> {
  const lastId = session.model.config.vocabularySize - 1;
  const ids = [lastId, Math.floor(lastId / 2), Math.floor(lastId / 3)].slice(0, session.model.config.windowTokens);
  return withCache(session, (cache) => readsOwnRows(session, cache, ids));
}

async function readsOwnRows(session: ModelSession, cache: KvCache, ids: readonly number[]): Promise<boolean> {
  const { layerCount, embeddingSize } = session.cacheShape;
  await cache.reserve(ids.length);
  const noNumbers = Array.from({ length: layerCount }, () =>
    new Float32Array(ids.length * embeddingSize).fill(Number.NaN),
  ); // [layer][S, E]
  await cache.store.write({ keys: noNumbers, values: noNumbers });
  let stepped = new Float32Array(0); // [vocabulary]
  for (const step of [ids.slice(0, 2), ids.slice(2)]) {
    if (step.length > 0) stepped = Float32Array.from((await session.run(cache, step, { logitsAt: 'last' })).last);
  }
  cache.rewindTo(0);
  const whole = (await session.run(cache, ids, { logitsAt: 'last' })).last;
  return relativeDifference(stepped, whole) <= session.model.precision.equalTolerance;
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
