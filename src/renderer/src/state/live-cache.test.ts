import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CacheView, PlaceOrigin } from '../../../shared/cache-view.ts';
import { advanceCache, placeCount } from './live-cache.ts';

/** A turn of 9 words behind one that is held; the engine has read nothing of it yet. */
const begun: CacheView = {
  windowTokens: 512,
  places: [
    { turnId: 1, origin: 'reused', tokens: 40 },
    { turnId: 3, origin: 'toRead', tokens: 9 },
  ],
  heldTokens: 40,
  promptTokens: 49,
  cache: null,
  caches: [],
};
const runs = (view: CacheView) => view.places.map(({ turnId, origin, tokens }) => [turnId, origin, tokens]);

describe('the places while an answer is written', () => {
  it('stay as they are until the engine tells something', () => {
    expect(advanceCache(begun, null, 3)).toBe(begun);
    expect(advanceCache(begun, { heldTokens: 40, usedTokens: null }, 3)).toBe(begun);
  });

  it('are read, one after the other', () => {
    const view = advanceCache(begun, { heldTokens: 44, usedTokens: null }, 3);
    expect(runs(view)).toEqual([
      [1, 'reused', 40],
      [3, 'read', 4],
      [3, 'toRead', 5],
    ]);
    expect(view.heldTokens).toBe(44);
  });

  it('are written behind the prompt, as far as they are held', () => {
    expect(runs(advanceCache(begun, { heldTokens: 52, usedTokens: 54 }, 3))).toEqual([
      [1, 'reused', 40],
      [3, 'read', 9],
      [3, 'written', 3],
      [3, 'toRead', 2],
    ]);
  });

  it('never go back behind what was asked for later', () => {
    const later = { ...begun, heldTokens: 49, places: [{ turnId: 3, origin: 'read', tokens: 49 }] } as const;
    expect(advanceCache(later, { heldTokens: 45, usedTokens: null }, 3)).toBe(later);
  });

  it('are left alone when no answer was under way as they were asked for', () => {
    const before = { ...begun, promptTokens: null };
    expect(advanceCache(before, { heldTokens: 60, usedTokens: 61 }, 3)).toBe(before);
  });

  it('always add up: used to all of them, held to those that are not to be read', () => {
    const origin = fc.constantFrom<PlaceOrigin>('reused', 'read', 'written', 'prepared', 'shared');
    const held = fc.array(fc.record({ turnId: fc.nat(9), origin, tokens: fc.integer({ min: 1, max: 50 }) }));
    fc.assert(
      fc.property(held, fc.nat(60), fc.nat(60), fc.nat(40), fc.nat(3), (runsHeld, toRead, read, written, behind) => {
        const heldTokens = placeCount(runsHeld);
        const rest = toRead > 0 ? [{ turnId: 99, origin: 'toRead' as const, tokens: toRead }] : [];
        const promptTokens = heldTokens + toRead;
        const view = { ...begun, places: [...runsHeld, ...rest], heldTokens, promptTokens };
        const isReading = read < toRead;
        const reach = isReading
          ? { heldTokens: heldTokens + read, usedTokens: null }
          : { heldTokens: promptTokens + written, usedTokens: promptTokens + written + behind };
        const now = advanceCache(view, reach, 99);
        expect(placeCount(now.places)).toBe(reach.usedTokens ?? promptTokens);
        expect(now.heldTokens).toBe(reach.heldTokens);
        expect(placeCount(now.places.filter((run) => run.origin !== 'toRead'))).toBe(now.heldTokens);
      }),
    );
  });
});
