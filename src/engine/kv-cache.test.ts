import { describe, expect, it, vi } from 'vitest';
import { capacityFor, KvCache } from './kv-cache.ts';
import { runIds } from './test-support/run-ids.ts';

const shape = { layerCount: 1, embeddingSize: 2, windowTokens: 300 };
const count = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe('a cache', () => {
  it('grows in steps up to the window', () => {
    expect([1, 128, 129, 256, 257, 300].map((needed) => capacityFor(needed, 300))).toEqual([
      128, 128, 256, 256, 300, 300,
    ]);
    expect(capacityFor(3, 100)).toBe(100);
    expect(() => capacityFor(301, 300)).toThrow(RangeError);
  });

  it('is as it was when there is no memory to let it grow, wherever the memory ends', () => {
    const layers = { layerCount: 3, embeddingSize: 2, windowTokens: 300 };
    for (let failsAt = 0; failsAt < 6; failsAt++) {
      const cache = new KvCache(layers);
      runIds(cache, count(0, 100));
      const before = { keys: cache.keys, values: cache.values, capacity: cache.capacity, heldBytes: cache.heldBytes };
      withoutMemoryAfter(failsAt, () => expect(() => cache.reserve(200)).toThrow('Array buffer allocation failed'));
      expect({ ...cache, keys: cache.keys, capacity: cache.capacity, heldBytes: cache.heldBytes }).toMatchObject(
        before,
      );
      runIds(cache, count(100, 200));
      expect([cache.capacity, cache.length, cache.values[2]?.length]).toEqual([256, 200, 512]);
    }
  });

  it('refuses positions it has not', () => {
    const cache = new KvCache(shape);
    expect(() => cache.rewindTo(1)).toThrow(RangeError);
    expect(() => cache.fork(1)).toThrow(RangeError);
    expect(() => cache.append([1])).toThrow(RangeError);
  });
});

/** Lets so many buffers of a cache be made while `work` runs, and no more. */
function withoutMemoryAfter(count: number, work: () => void): void {
  const original = globalThis.Float32Array;
  let made = 0;
  vi.stubGlobal(
    'Float32Array',
    class extends original {
      constructor(size: number) {
        if (made++ === count) throw new RangeError('Array buffer allocation failed');
        super(size);
      }
    },
  );
  try {
    work();
  } finally {
    vi.unstubAllGlobals();
  }
}
