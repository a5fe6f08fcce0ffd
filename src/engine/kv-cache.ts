import type { RowOrigin, RowRun } from '../shared/engine-contract.ts';
import { RowRuns } from './row-runs.ts';
import { type CacheShape, cacheBytesPerToken, capacityFor, type RowStore } from './row-store.ts';

/**
 * The tokens whose keys and values a row store holds, so that they need not be computed again. `ids` is the truth: row i of the
 * store belongs to token i, and `rows` says how it came about. Rows past `length` are leftovers that nothing reads. Capacity
 * grows in doubling steps, so that a short chat does not pay for a long one.
 */
export class KvCache {
  readonly shape: CacheShape;
  readonly store: RowStore;
  /** The origin of the rows that come next. */
  addsRowsAs: RowOrigin = 'read';
  private readonly heldIds: number[] = [];
  private readonly runs = new RowRuns();

  constructor(shape: CacheShape, store: RowStore) {
    this.shape = shape;
    this.store = store;
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
    return this.store.capacity;
  }

  get usedBytes(): number {
    return this.length * cacheBytesPerToken(this.shape);
  }

  get heldBytes(): number {
    return this.capacity * cacheBytesPerToken(this.shape);
  }

  /** What a cache of this shape takes that has room for so many tokens; one for more than the window is not made. */
  bytesToHold(tokenCount: number): number {
    const { windowTokens } = this.shape;
    return capacityFor(Math.min(tokenCount, windowTokens), windowTokens) * cacheBytesPerToken(this.shape);
  }

  /** Makes room for `tokenCount` tokens in all. Rejects as the store does; the cache is then as it was. */
  async reserve(tokenCount: number): Promise<void> {
    if (tokenCount > this.capacity) await this.store.reserve(tokenCount, this.length);
  }

  /** Counts in tokens whose rows have been written behind the last ones. `reserve` must have made room for them. */
  append(ids: readonly number[]): void {
    if (this.length + ids.length > this.capacity) throw new RangeError('The cache was not made large enough.');
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
  async fork(tokenCount = this.length): Promise<KvCache> {
    if (tokenCount > this.length) throw new RangeError(`There is no position ${tokenCount} to fork at.`);
    const [ids, runs] = [this.heldIds.slice(0, tokenCount), this.runs.first(tokenCount)];
    const copy = new KvCache(this.shape, await this.store.fork(tokenCount));
    for (const id of ids) copy.heldIds.push(id);
    for (const { origin, tokens } of runs) copy.runs.add(origin, tokens);
    return copy;
  }

  /** Frees its rows. Whoever drops a cache calls it, once; nothing can be done with the cache then. */
  dispose(): void {
    this.rewindTo(0);
    this.store.dispose();
  }

  /** How many rows have this origin. */
  countRows(origin: RowOrigin): number {
    return this.runs.count(origin);
  }

  /** Says of all rows that are held how they came about, seen from now. */
  relabelRows(origin: RowOrigin): void {
    this.runs.relabel(origin);
  }
}
