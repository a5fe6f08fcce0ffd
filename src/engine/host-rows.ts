import { Tensor } from 'onnxruntime-node';
import type { CacheType } from './cache-type.ts';
import { type AppendMode, layerNames } from './graph/gpt2-graph.ts';
import { type CacheRows, type CacheShape, capacityFor, type RowBinding, type RowStore } from './row-store.ts';

/** Of so many keys or values. */
const makeBuffer: Readonly<Record<CacheType, (length: number) => Float32Array>> = {
  float32: (length) => new Float32Array(length),
};

/** Rows in ordinary memory. A run reads and writes views of the buffers themselves. */
export class HostRows implements RowStore {
  private readonly shape: CacheShape;
  private readonly appendMode: AppendMode;
  /** Per layer [capacity, embedding]: one row a position, so that appending writes one contiguous piece. */
  private keys: readonly Float32Array[];
  /** Per layer [capacity, embedding]. */
  private values: readonly Float32Array[];
  private rowCapacity = 0;
  private isDisposed = false;

  constructor(shape: CacheShape, appendMode: AppendMode) {
    this.shape = shape;
    this.appendMode = appendMode;
    const none = () => makeBuffer[shape.valueType](0);
    this.keys = Array.from({ length: shape.layerCount }, none);
    this.values = Array.from({ length: shape.layerCount }, none);
  }

  get capacity(): number {
    return this.rowCapacity;
  }

  async reserve(tokenCount: number, keptCount: number): Promise<void> {
    this.requireUsable();
    if (tokenCount <= this.rowCapacity) return;
    const capacity = capacityFor(tokenCount, this.shape.windowTokens);
    const kept = keptCount * this.shape.embeddingSize;
    const grow = (old: Float32Array) => {
      const grown = makeBuffer[this.shape.valueType](capacity * this.shape.embeddingSize); // [capacity, embedding]
      grown.set(old.subarray(0, kept));
      return grown;
    };
    const [keys, values] = [this.keys.map(grow), this.values.map(grow)];
    this.keys = keys;
    this.values = values;
    this.rowCapacity = capacity;
  }

  async fork(tokenCount: number): Promise<RowStore> {
    this.requireUsable();
    const copy = new HostRows(this.shape, this.appendMode);
    await copy.reserve(tokenCount, 0);
    await copy.write(this.firstRows(tokenCount));
    return copy;
  }

  bind(pastCount: number, newCount: number): RowBinding {
    this.requireUsable();
    const { embeddingSize, layerCount, valueType } = this.shape;
    const total = pastCount + newCount;
    const readCount = this.appendMode === 'inPlace' ? total : pastCount;
    const view = (buffer: Float32Array, begin: number, end: number) =>
      new Tensor(valueType, buffer.subarray(begin * embeddingSize, end * embeddingSize), [
        1,
        end - begin,
        embeddingSize,
      ]);
    const feeds: Record<string, Tensor> = {};
    const fetches: Record<string, Tensor> = {};
    for (let layer = 0; layer < layerCount; layer++) {
      const names = layerNames(layer);
      const [keys, values] = [this.keys[layer] as Float32Array, this.values[layer] as Float32Array];
      feeds[names.keys] = view(keys, 0, readCount);
      feeds[names.values] = view(values, 0, readCount);
      fetches[names.newKeys] = view(keys, pastCount, total);
      fetches[names.newValues] = view(values, pastCount, total);
    }
    return { feeds, fetches };
  }

  async read(tokenCount: number): Promise<CacheRows> {
    this.requireUsable();
    const { keys, values } = this.firstRows(tokenCount);
    return { keys: keys.map((rows) => rows.slice()), values: values.map((rows) => rows.slice()) };
  }

  async write(rows: CacheRows): Promise<void> {
    this.requireUsable();
    for (const [layer, keys] of rows.keys.entries()) this.keys[layer]?.set(keys);
    for (const [layer, values] of rows.values.entries()) this.values[layer]?.set(values);
  }

  /** Lets go of the buffers: also where somebody still holds the store, its memory can be used again. */
  dispose(): void {
    this.requireUsable();
    this.isDisposed = true;
    this.keys = [];
    this.values = [];
    this.rowCapacity = 0;
  }

  private firstRows(tokenCount: number): CacheRows {
    const first = (buffer: Float32Array) => buffer.subarray(0, tokenCount * this.shape.embeddingSize);
    return { keys: this.keys.map(first), values: this.values.map(first) };
  }

  private requireUsable(): void {
    if (this.isDisposed) throw new Error('These rows were disposed.');
  }
}
