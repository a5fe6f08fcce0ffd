import type { KvCache } from '../kv-cache.ts';

/** Runs ids as the model would: every value of a row is its token's id. */
export async function runIds(cache: KvCache, ids: readonly number[]): Promise<void> {
  await cache.reserve(cache.length + ids.length);
  const width = cache.shape.embeddingSize;
  for (const tensor of Object.values(cache.store.bind(cache.length, ids.length).fetches)) {
    for (const [index, id] of ids.entries()) {
      (tensor.data as Float32Array).fill(id, index * width, (index + 1) * width);
    }
  }
  cache.append(ids);
}

/** The ids that its rows were run for: in every layer the same, or it throws. */
export async function rowIds(cache: KvCache): Promise<readonly number[]> {
  const { keys, values } = await cache.store.read(cache.length);
  const [first = [], ...others] = [...keys, ...values].map((rows) => idsOf(rows, cache.shape.embeddingSize));
  if (others.some((ids) => ids.join() !== first.join())) throw new Error('The layers hold rows of different tokens.');
  return first;
}

function idsOf(rows: Float32Array, width: number): readonly number[] {
  const ids = Array.from({ length: rows.length / width }, (_, index) => rows[index * width] as number);
  if (rows.some((value, index) => value !== ids[Math.floor(index / width)])) throw new Error('A row is of two tokens.');
  return ids;
}
