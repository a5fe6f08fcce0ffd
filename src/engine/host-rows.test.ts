import { describe, expect, it, vi } from 'vitest';
import { HostRows } from './host-rows.ts';
import { KvCache } from './kv-cache.ts';
import type { CacheShape } from './row-store.ts';
import { capacityFor } from './row-store.ts';
import { rowIds, runIds } from './test-support/run-ids.ts';

const count = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);

describe('rows on the host', () => {
  it('grow in steps up to the window', () => {
    expect([1, 128, 129, 256, 257, 300].map((needed) => capacityFor(needed, 300))).toEqual([
      128, 128, 256, 256, 300, 300,
    ]);
    expect(capacityFor(3, 100)).toBe(100);
    expect(() => capacityFor(301, 300)).toThrow(RangeError);
  });

  it('are as they were when there is no memory to let them grow, wherever the memory ends', async () => {
    const shape: CacheShape = { layerCount: 3, embeddingSize: 2, windowTokens: 300, valueType: 'float32' };
    for (let failsAt = 0; failsAt < 6; failsAt++) {
      const cache = new KvCache(shape, new HostRows(shape, 'inPlace'));
      await runIds(cache, count(0, 100));
      await withoutMemoryAfter(failsAt, async () => {
        await expect(cache.reserve(200)).rejects.toThrow('Array buffer allocation failed');
      });
      expect([cache.capacity, cache.ids]).toEqual([128, count(0, 100)]);
      expect(await rowIds(cache)).toEqual(count(0, 100));
      await runIds(cache, count(100, 200));
      expect([cache.capacity, await rowIds(cache)]).toEqual([256, count(0, 200)]);
    }
  });
});

/** Lets so many buffers of a cache be made while `work` runs, and no more. */
async function withoutMemoryAfter(count: number, work: () => Promise<void>): Promise<void> {
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
    await work();
  } finally {
    vi.unstubAllGlobals();
  }
}
