import { describe, expect, it } from 'vitest';
import { type KnownIds, lostOf } from './lost-cache.ts';

const cached: KnownIds = { ids: [1, 2, 3, 4, 5], generation: 1 };
const turn = (promptIds: readonly number[], hasMoved = false) => ({ promptIds, hasMoved });

describe('what was lost of a cache', () => {
  it('is nothing when the prompt goes on from it and all of it was reused', () => {
    expect(lostOf(cached, turn([1, 2, 3, 4, 5, 6]), 5, 1)).toEqual({ tokens: 0, because: null });
  });

  it('is nothing when there was none: a cold start loses nothing', () => {
    expect(lostOf(null, turn([1, 2, 3]), 0, 1)).toEqual({ tokens: 0, because: null });
  });

  it('is what no longer matches, because the window moved or turns were changed', () => {
    expect(lostOf(cached, turn([4, 5, 6], true), 0, 1)).toEqual({ tokens: 5, because: 'windowMoved' });
    expect(lostOf(cached, turn([1, 2, 9, 9]), 2, 1)).toEqual({ tokens: 3, because: 'turnsChanged' });
  });

  it('is what matched and was not there any more, because the engine is another or the cache was pushed out', () => {
    expect(lostOf(cached, turn([1, 2, 3, 4, 5, 6]), 0, 2)).toEqual({ tokens: 5, because: 'engineRestarted' });
    expect(lostOf(cached, turn([1, 2, 3, 4, 5, 6]), 0, 1)).toEqual({ tokens: 5, because: 'evicted' });
  });

  it('does not count the token that has to run so that there are logits', () => {
    expect(lostOf(cached, turn([1, 2, 3, 4, 5]), 4, 1)).toEqual({ tokens: 0, because: null });
  });
});
