import type { RowOrigin, RowRun } from '../shared/engine-contract.ts';
import { RowRuns } from './row-runs.ts';

/** What a cache's buffers are made for. */
export interface CacheShape {
  readonly layerCount: number;
  readonly embeddingSize: number;
  readonly windowTokens: number;
}

const smallestCapacity = 128;
const bytesPerValue = 4;

/**
 * The keys and values of a sequence of tokens, so that they need not be computed again. `ids` is the truth: row i of every
 * buffer belongs to token i, and `rows` says how it came about. Rows past `length` are leftovers that nothing reads.
 * Capacity grows in doubling steps, so that a short chat does not pay for a long one.
 */
export class KvCache {
  readonly shape: CacheShape;
  /** Per layer [capacity, embedding]: one row a position, so that appending writes one contiguous piece. */
  keys: readonly Float32Array[];
  /** Per layer [capacity, embedding]. */
  values: readonly Float32Array[];
  /** The origin of the rows that come next. */
  addsRowsAs: RowOrigin = 'read';
  private readonly heldIds: number[] = [];
  private readonly runs = new RowRuns();
  private rowCapacity = 0;

  constructor(shape: CacheShape) {
    this.shape = shape;
    this.keys = Array.from({ length: shape.layerCount }, () => new Float32Array(0));
    this.values = Array.from({ length: shape.layerCount }, () => new Float32Array(0));
  }

  get ids(): readonly number[] {
    return this.heldIds;
  }

  get rows(): readonly RowRun[] {
    return this.runs.list;
  }

  get length(): number {
    return this.heldIds.length;
  }

  get capacity(): number {
    return this.rowCapacity;
  }

  get usedBytes(): number {
    return this.bytesFor(this.length);
  }

  get heldBytes(): number {
    return this.bytesFor(this.rowCapacity);
  }

  /**
   * Makes room for `tokenCount` tokens in all. Throws RangeError past the window, where the model has no positions, and when
   * there is no memory; the cache is then as it was.
   */
  reserve(tokenCount: number): void {
    if (tokenCount <= this.rowCapacity) return;
    const capacity = capacityFor(tokenCount, this.shape.windowTokens);
    const size = capacity * this.shape.embeddingSize;
    const used = this.length * this.shape.embeddingSize;
    const grow = (buffers: readonly Float32Array[]) =>
      buffers.map((old) => {
        const grown = new Float32Array(size); // [capacity, embedding]
        grown.set(old.subarray(0, used));
        return grown;
      });
    const [keys, values] = [grow(this.keys), grow(this.values)];
    this.keys = keys;
    this.values = values;
    this.rowCapacity = capacity;
  }

  /** Counts in tokens whose rows have been written behind the last ones. `reserve` must have made room for them. */
  append(ids: readonly number[]): void {
    if (this.length + ids.length > this.rowCapacity) throw new RangeError('The cache was not made large enough.');
    for (const id of ids) this.heldIds.push(id);
    this.runs.add(this.addsRowsAs, ids.length);
  }

  /** Forgets everything from position `tokenCount` on. Costs nothing: the rows stay where they are and are overwritten. */
  rewindTo(tokenCount: number): void {
    if (tokenCount < 0 || tokenCount > this.length)
      throw new RangeError(`There is no position ${tokenCount} to rewind to.`);
    this.heldIds.length = tokenCount;
    this.runs.truncate(tokenCount);
  }

  /** A copy of the first `tokenCount` tokens (all, if not given) that goes its own way from here. */
  fork(tokenCount = this.length): KvCache {
    if (tokenCount > this.length) throw new RangeError(`There is no position ${tokenCount} to fork at.`);
    const copy = new KvCache(this.shape);
    copy.reserve(tokenCount);
    const used = tokenCount * this.shape.embeddingSize;
    for (let layer = 0; layer < this.shape.layerCount; layer++) {
      copy.keys[layer]?.set((this.keys[layer] as Float32Array).subarray(0, used));
      copy.values[layer]?.set((this.values[layer] as Float32Array).subarray(0, used));
    }
    for (const id of this.heldIds.slice(0, tokenCount)) copy.heldIds.push(id);
    for (const { origin, tokens } of this.runs.first(tokenCount)) copy.runs.add(origin, tokens);
    return copy;
  }

  /** How many rows have this origin. */
  countRows(origin: RowOrigin): number {
    return this.runs.count(origin);
  }

  /** Says of all rows that are held how they came about, seen from now. */
  relabelRows(origin: RowOrigin): void {
    this.runs.relabel(origin);
  }

  private bytesFor(tokenCount: number): number {
    return cacheBytes(this.shape, tokenCount);
  }
}

/** 2 x layers x tokens x embedding x 4 bytes. */
export function cacheBytes(shape: CacheShape, tokenCount: number): number {
  return 2 * shape.layerCount * tokenCount * shape.embeddingSize * bytesPerValue;
}

/** The smallest step (128, 256, 512, ... up to the window) that holds `tokenCount` tokens. */
export function capacityFor(tokenCount: number, windowTokens: number): number {
  if (tokenCount > windowTokens) throw new RangeError(`${tokenCount} tokens do not fit a window of ${windowTokens}.`);
  let capacity = smallestCapacity;
  while (capacity < tokenCount) capacity *= 2;
  return Math.min(capacity, windowTokens);
}
