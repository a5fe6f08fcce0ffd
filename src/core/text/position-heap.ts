const positionLimit = 2 ** 32;

/**
 * A binary heap of (rank, position), the lowest rank first and the leftmost of equals. Both share one double
 * (rank x 2^32 + position, exact below 2^53), so that an entry is no object.
 */
export class PositionHeap {
  #keys = new Float64Array(64);
  #size = 0;

  clear(): void {
    this.#size = 0;
  }

  push(rank: number, position: number): void {
    if (this.#size === this.#keys.length) {
      const larger = new Float64Array(this.#size * 2);
      larger.set(this.#keys);
      this.#keys = larger;
    }
    const keys = this.#keys;
    const key = rank * positionLimit + position;
    let slot = this.#size++;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      const parentKey = keys[parent] as number;
      if (parentKey <= key) break;
      keys[slot] = parentKey;
      slot = parent;
    }
    keys[slot] = key;
  }

  /** Takes the first entry, or null when there is none. */
  pop(): { readonly rank: number; readonly position: number } | null {
    if (this.#size === 0) return null;
    const keys = this.#keys;
    const first = keys[0] as number;
    const last = keys[--this.#size] as number;
    const size = this.#size;
    let slot = 0;
    for (let child = 1; child < size; child = slot * 2 + 1) {
      if (child + 1 < size && (keys[child + 1] as number) < (keys[child] as number)) child++;
      const childKey = keys[child] as number;
      if (childKey >= last) break;
      keys[slot] = childKey;
      slot = child;
    }
    keys[slot] = last;
    const rank = Math.floor(first / positionLimit);
    return { rank, position: first - rank * positionLimit };
  }
}
