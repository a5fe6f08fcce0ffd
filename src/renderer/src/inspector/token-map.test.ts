import { describe, expect, it } from 'vitest';
import { cacheValueBytes, computedCacheBytes } from './cache-bytes.ts';
import { drawnRuns, placeCounts, runPath } from './token-map.ts';

describe('the token map', () => {
  const places = [
    { turnId: 1, origin: 'reused', tokens: 40 },
    { turnId: 3, origin: 'read', tokens: 9 },
    { turnId: 3, origin: 'written', tokens: 12 },
    { turnId: 3, origin: 'toRead', tokens: 1 },
  ] as const;

  it('has one place for each token of the window', () => {
    const counts = placeCounts(512, places);
    expect(counts).toEqual({ reused: 40, read: 9, written: 12, toRead: 1, prepared: 0, shared: 0, free: 450 });
    const runs = drawnRuns(512, places);
    expect(runs.map(({ kind, turnId, start, end }) => [kind, turnId, start, end])).toEqual([
      ['reused', 1, 0, 40],
      ['read', 3, 40, 49],
      ['written', 3, 49, 61],
      ['toRead', 3, 61, 62],
      ['free', null, 62, 512],
    ]);
    const drawn = runs.map(({ start, end }) => runPath(start, end).split('M').length - 1);
    expect(drawn).toEqual([40, 9, 12, 1, 450]);
  });

  it('never draws more places than there are', () => {
    expect(drawnRuns(32, [{ turnId: 1, origin: 'reused', tokens: 40 }])).toEqual([
      { kind: 'reused', turnId: 1, start: 0, end: 32 },
    ]);
  });

  it('counts the bytes of a cache as the engine told them, and of a value as they must be then', () => {
    const model = { layerCount: 12, headCount: 12, headSize: 64, cacheBytesPerToken: 73_728 };
    expect(computedCacheBytes(model, 1024)).toBe(75_497_472);
    expect(cacheValueBytes(model)).toBe(4);
    expect(cacheValueBytes({ ...model, cacheBytesPerToken: 36_864 })).toBe(2);
  });
});
