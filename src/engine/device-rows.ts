import type { Tensor } from 'onnxruntime-node';
import type { CacheType } from './cache-type.ts';
import { deviceLayerNames } from './graph/gpt2-device-graph.ts';
import { type CacheRows, type CacheShape, capacityFor, type RowBinding, type RowStore } from './row-store.ts';

/**
 * Buffers of [rows, width] in a device's memory, all of one type; what is read and written is float32. Buffers are the caller's to free, once; what is asked of them is done
 * in the order in which it was asked.
 */
export interface DeviceMemory<Buffer> {
  readonly valueType: CacheType;
  /** Rejects when there is no memory for it. */
  make(rowCount: number, width: number): Promise<Buffer>;
  /** The first rows, on the device. */
  copy(from: Buffer, to: Buffer, rowCount: number): Promise<void>;
  /** The first rows, [rowCount, width]. */
  read(from: Buffer, rowCount: number): Promise<Float32Array>;
  /** Writes whole rows from the first one on. */
  write(values: Float32Array, to: Buffer): Promise<void>;
  /** The beginning of a buffer as [rowCount, width]: nothing is copied, and it must not outlive the buffer. */
  view(buffer: Buffer, rowCount: number): Tensor;
  free(buffer: Buffer): void;
}

interface LayerBuffers<Buffer> {
  readonly keys: Buffer; // [capacity, embedding]
  readonly values: Buffer; // [capacity, embedding]
}

/** Rows in device memory, as the device graph takes them: a run scatters its rows into the buffers that it reads. */
export class DeviceRows<Buffer> implements RowStore {
  private readonly shape: CacheShape;
  private readonly memory: DeviceMemory<Buffer>;
  private layers: readonly LayerBuffers<Buffer>[] = [];
  private rowCapacity = 0;
  private isDisposed = false;

  constructor(shape: CacheShape, memory: DeviceMemory<Buffer>) {
    const { valueType } = memory;
    if (valueType !== shape.valueType)
      throw new Error(`Rows of ${shape.valueType} cannot lie in buffers of ${valueType}.`);
    this.shape = shape;
    this.memory = memory;
  }

  get capacity(): number {
    return this.rowCapacity;
  }

  async reserve(tokenCount: number, keptCount: number): Promise<void> {
    this.requireUsable();
    if (tokenCount <= this.rowCapacity) return;
    const capacity = capacityFor(tokenCount, this.shape.windowTokens);
    const grown = await this.copyOf(capacity, keptCount);
    const before = this.layers;
    this.layers = grown;
    this.rowCapacity = capacity;
    this.freeAll(before);
  }

  async fork(tokenCount: number): Promise<RowStore> {
    this.requireUsable();
    const fork = new DeviceRows(this.shape, this.memory);
    const capacity = capacityFor(tokenCount, this.shape.windowTokens);
    fork.layers = await this.copyOf(capacity, tokenCount);
    fork.rowCapacity = capacity;
    return fork;
  }

  bind(pastCount: number, newCount: number): RowBinding {
    this.requireUsable();
    const total = pastCount + newCount;
    const feeds: Record<string, Tensor> = {};
    const fetches: Record<string, Tensor> = {};
    for (const [layer, { keys, values }] of this.layers.entries()) {
      const names = deviceLayerNames(layer);
      feeds[names.keys] = this.memory.view(keys, total);
      feeds[names.values] = this.memory.view(values, total);
      fetches[names.allKeys] = this.memory.view(keys, total);
      fetches[names.allValues] = this.memory.view(values, total);
    }
    return { feeds, fetches };
  }

  async read(tokenCount: number): Promise<CacheRows> {
    this.requireUsable();
    const rows: { keys: Float32Array[]; values: Float32Array[] } = { keys: [], values: [] };
    for (const { keys, values } of this.layers) {
      rows.keys.push(await this.memory.read(keys, tokenCount));
      rows.values.push(await this.memory.read(values, tokenCount));
    }
    return rows;
  }

  async write(rows: CacheRows): Promise<void> {
    this.requireUsable();
    for (const [layer, { keys, values }] of this.layers.entries()) {
      await this.memory.write(rows.keys[layer] as Float32Array, keys);
      await this.memory.write(rows.values[layer] as Float32Array, values);
    }
  }

  dispose(): void {
    this.requireUsable();
    this.isDisposed = true;
    this.freeAll(this.layers);
    this.layers = [];
    this.rowCapacity = 0;
  }

  /** New buffers with the first rows of these. When there is no memory for all of them, there are none. */
  private async copyOf(capacity: number, keptCount: number): Promise<readonly LayerBuffers<Buffer>[]> {
    const made: Buffer[] = [];
    const copyFrom = async (old: Buffer | undefined): Promise<Buffer> => {
      const buffer = await this.memory.make(capacity, this.shape.embeddingSize);
      made.push(buffer);
      if (old !== undefined && keptCount > 0) {
        await this.memory.copy(old, buffer, keptCount);
        await this.requireCopied(old, buffer);
      }
      return buffer;
    };
    try {
      const layers: LayerBuffers<Buffer>[] = [];
      for (let layer = 0; layer < this.shape.layerCount; layer++) {
        const old = this.layers[layer];
        layers.push({ keys: await copyFrom(old?.keys), values: await copyFrom(old?.values) });
      }
      return layers;
    } catch (error) {
      for (const buffer of made) this.memory.free(buffer);
      throw error;
    }
  }

  /**
   * A device whose memory is full may say so in a log only, and copy nothing: what is computed from such rows is numbers as any
   * others, of an answer to something else. The first row is looked at, as a buffer is copied whole or not at all.
   */
  private async requireCopied(from: Buffer, to: Buffer): Promise<void> {
    const given = await this.memory.read(from, 1);
    const copied = await this.memory.read(to, 1);
    if (!given.every((value, place) => Object.is(value, copied[place]))) throw new Error('The device copied no rows.');
  }

  private freeAll(layers: readonly LayerBuffers<Buffer>[]): void {
    for (const { keys, values } of layers) {
      this.memory.free(keys);
      this.memory.free(values);
    }
  }

  private requireUsable(): void {
    if (this.isDisposed) throw new Error('These rows were disposed.');
  }
}
