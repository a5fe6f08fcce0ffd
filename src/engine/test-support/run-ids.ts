import type { KvCache } from '../kv-cache.ts';

/** Runs ids as the model would: every value of a row is its token's id. */
export async function runIds(cache: KvCache, ids: readonly number[]): Promise<void> {
  await cache.reserve(cache.length + ids.length);
  const tensors = Object.values(cache.store.bind(cache.length, ids.length).fetches);
  if (tensors.every(({ location }) => location === 'cpu')) {
    for (const tensor of tensors) (tensor.data as Float32Array).set(rowsOf(cache, ids));
  } else {
    // What a run scatters on a device cannot be written from outside: all rows are written anew.
    const all = rowsOf(cache, [...(await rowIds(cache)), ...ids]);
    const layers = Array.from({ length: cache.shape.layerCount }, () => all); // [layer][T, E]
    await cache.store.write({ keys: layers, values: layers });
  }
  cache.append(ids);
}

/** [ids, width]. */
function rowsOf(cache: KvCache, ids: readonly number[]): Float32Array {
  const width = cache.shape.embeddingSize;
  const rows = new Float32Array(ids.length * width);
  for (const [index, id] of ids.entries()) rows.fill(id, index * width, (index + 1) * width);
  return rows;
}

/** The ids that its rows were run for: in every layer the same, or it throws. */
export async function rowIds(cache: KvCache): Promise<readonly number[]> {
  if (cache.length === 0) return [];
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
