import type { Tensor } from 'onnxruntime-node';
import { type CacheType, cacheValueBytes } from './cache-type.ts';

/** What a cache's rows are made for. */
export interface CacheShape {
  readonly layerCount: number;
  readonly embeddingSize: number;
  readonly windowTokens: number;
  /** Of keys and values, as the precision has it. */
  readonly valueType: CacheType;
}

/** Rows on the host, per layer [tokens, embedding], float32: what a snapshot holds, wherever they were computed. */
export interface CacheRows {
  readonly keys: readonly Float32Array[];
  readonly values: readonly Float32Array[];
}

/** The tensors that a run reads rows from and writes new rows to. */
export interface RowBinding {
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly fetches: Readonly<Record<string, Tensor>>;
}

/**
 * The memory of a cache, on the host or on a device. It knows rows and their places, not tokens. Whoever drops a store disposes
 * it, once: what lies on a device is freed by nobody else. A store that was disposed is not used any more.
 */
export interface RowStore {
  /** In tokens. */
  readonly capacity: number;
  /**
   * Makes room for `tokenCount` rows in all; the first `keptCount` stay. Rejects with a RangeError past the window, where the
   * model has no positions, and when there is no memory; the store is then as it was.
   */
  reserve(tokenCount: number, keptCount: number): Promise<void>;
  /** Another store with a copy of the first `tokenCount` rows. Rejects as `reserve`. */
  fork(tokenCount: number): Promise<RowStore>;
  /** For a run of `newCount` tokens behind `pastCount`. Nothing is copied; valid until the next call of this store. */
  bind(pastCount: number, newCount: number): RowBinding;
  /** A copy of the first rows. */
  read(tokenCount: number): Promise<CacheRows>;
  /** Writes rows from the first one on. `reserve` must have made room for them. */
  write(rows: CacheRows): Promise<void>;
  dispose(): void;
}

/** The bytes that the keys and values of one token take: 2 x layers x embedding x bytes a value. */
export function cacheBytesPerToken({ layerCount, embeddingSize, valueType }: CacheShape): number {
  return 2 * layerCount * embeddingSize * cacheValueBytes[valueType];
}

const smallestCapacity = 128;

/** The smallest step (128, 256, 512, ... up to the window) that holds `tokenCount` tokens. */
export function capacityFor(tokenCount: number, windowTokens: number): number {
  if (tokenCount > windowTokens) throw new RangeError(`${tokenCount} tokens do not fit a window of ${windowTokens}.`);
  let capacity = smallestCapacity;
  while (capacity < tokenCount) capacity *= 2;
  return Math.min(capacity, windowTokens);
}
