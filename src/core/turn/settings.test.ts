import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialSettings } from '../../shared/settings.ts';
import { usedWindowOf } from '../../shared/used-window.ts';
import { checkReplyLength, clampedReplyTokens, resolveSettings } from './settings.ts';

const model = (windowTokens: number, maxReplyTokens = 96) => ({
  windowTokens,
  defaults: { ...initialSettings('chat'), maxReplyTokens },
});

describe('the settings of a chat', () => {
  it('are today’s where nothing is set: all of the window, and the model’s own reply', () => {
    expect(resolveSettings({}, model(512))).toEqual(model(512).defaults);
  });

  it.each([
    [{}, 512, { maxReplyTokens: 96, usedWindowTokens: null }],
    [{}, 256, { maxReplyTokens: 64, usedWindowTokens: null }],
    [{ usedWindowTokens: 160 }, 512, { maxReplyTokens: 40, usedWindowTokens: 160 }],
    [{ usedWindowTokens: 384 }, 512, { maxReplyTokens: 96, usedWindowTokens: 384 }],
    [{ usedWindowTokens: 512 }, 512, { maxReplyTokens: 96, usedWindowTokens: null }],
    [{ usedWindowTokens: 1_024 }, 512, { maxReplyTokens: 96, usedWindowTokens: null }],
    [{ usedWindowTokens: 128 }, 64, { maxReplyTokens: 16, usedWindowTokens: null }],
    [{ maxReplyTokens: 200 }, 512, { maxReplyTokens: 200, usedWindowTokens: null }],
    [{ maxReplyTokens: 200, usedWindowTokens: 160 }, 512, { maxReplyTokens: 80, usedWindowTokens: 160 }],
    [{ maxReplyTokens: 600 }, 512, { maxReplyTokens: 256, usedWindowTokens: null }],
  ])('%j with a model of %i tokens are %j', (own, windowTokens, resolved) => {
    expect(resolveSettings(own, model(windowTokens))).toMatchObject(resolved);
  });

  it('wait for a model before they are cut to it', () => {
    const own = { maxReplyTokens: 5_000, usedWindowTokens: 9_000 };
    expect(resolveSettings(own, null)).toMatchObject(own);
    expect(clampedReplyTokens(own, undefined)).toBeNull();
  });

  it('say which reply was set where the window in use has no room for it', () => {
    expect(clampedReplyTokens({ maxReplyTokens: 200 }, 512)).toBeNull();
    expect(clampedReplyTokens({ maxReplyTokens: 200, usedWindowTokens: 160 }, 512)).toBe(200);
    expect(clampedReplyTokens({ maxReplyTokens: 300 }, 512)).toBe(300);
    expect(clampedReplyTokens({ usedWindowTokens: 128 }, 512)).toBeNull();
  });

  it('leave at least half of the window in use to what is said, and three quarters where no reply was set', () => {
    const own = fc.record(
      { maxReplyTokens: fc.integer({ min: 1, max: 3_000 }), usedWindowTokens: fc.integer({ min: 128, max: 3_000 }) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(own, fc.integer({ min: 2, max: 2_048 }), fc.integer({ min: 1, max: 1_024 }), (set, window, usual) => {
        const settings = resolveSettings(set, model(window, usual));
        const used = usedWindowOf(settings, window);
        expect(used).toBe(Math.min(set.usedWindowTokens ?? window, window));
        const part = set.maxReplyTokens === undefined ? 4 : 2;
        expect(settings.maxReplyTokens).toBe(
          Math.min(set.maxReplyTokens ?? usual, Math.max(1, Math.floor(used / part))),
        );
        const clamped = clampedReplyTokens(set, window);
        expect(clamped === null).toBe(
          set.maxReplyTokens === undefined || set.maxReplyTokens === settings.maxReplyTokens,
        );
        // What is as it was set can be set again.
        expect(() => checkReplyLength(settings.maxReplyTokens, used)).not.toThrow();
      }),
    );
  });
});
