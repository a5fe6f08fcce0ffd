import { describe, expect, it } from 'vitest';
import { computedCacheBytes } from './cache-bytes.ts';
import { mapPaths, placeCounts } from './token-map.ts';

describe('the token map', () => {
  const stretches = [
    { type: 'reused', tokens: 40 },
    { type: 'prefilled', tokens: 9 },
    { type: 'decoded', tokens: 12 },
    { type: 'prefilled', tokens: 1 },
  ] as const;

  it('has one place for each token of the window', () => {
    expect(placeCounts(512, stretches)).toEqual({ reused: 40, prefilled: 10, decoded: 12, free: 450 });
    const paths = mapPaths(512, stretches);
    const drawn = Object.values(paths).map((path) => path.split('M').length - 1);
    expect(drawn).toEqual([40, 10, 12, 450]);
  });

  it('never draws more places than there are', () => {
    const paths = mapPaths(32, [{ type: 'reused', tokens: 40 }]);
    expect(paths.reused.split('M')).toHaveLength(33);
    expect(paths.free).toBe('');
  });

  it('counts the bytes of a cache by the formula', () => {
    expect(computedCacheBytes({ layerCount: 12, headCount: 12, headSize: 64 }, 1024)).toBe(75_497_472);
  });
});
