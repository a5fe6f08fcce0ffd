import { describe, expect, it } from 'vitest';
import type { LostBecause } from '../../shared/receipt-view.ts';
import type { LastHeld } from './cache-ledger.ts';
import { lostOf } from './lost-tokens.ts';

const engine = { generation: 1, modelKey: 'a' };
const held: LastHeld = { ids: [1, 2, 3, 4, 5], ...engine };
const turn = (promptIds: readonly number[], departure: LostBecause = 'turnsChanged') => ({ promptIds, departure });

describe('what was lost of a cache', () => {
  it('is nothing when the prompt goes on from it and all of it was reused', () => {
    expect(lostOf(held, turn([1, 2, 3, 4, 5, 6]), 5, engine)).toEqual({ tokens: 0, because: null });
  });

  it('is nothing when there was none: a cold start loses nothing', () => {
    expect(lostOf(null, turn([1, 2, 3]), 0, engine)).toEqual({ tokens: 0, because: null });
  });

  it('is what no longer matches, for the reason why the prompt departs', () => {
    expect(lostOf(held, turn([4, 5, 6], 'windowMoved'), 0, engine)).toEqual({ tokens: 5, because: 'windowMoved' });
    expect(lostOf(held, turn([1, 2, 9, 9], 'askedAgain'), 2, engine)).toEqual({ tokens: 3, because: 'askedAgain' });
  });

  it('is what no longer matches also when more than that was prepared in another cache', () => {
    expect(lostOf(held, turn([4, 5, 6], 'windowMoved'), 2, engine)).toEqual({ tokens: 5, because: 'windowMoved' });
  });

  it('is what was there and is not any more, because the engine is another or the cache was pushed out', () => {
    const later = { ...engine, generation: 2 };
    expect(lostOf(held, turn([1, 2, 3, 4, 5, 6]), 0, later)).toEqual({ tokens: 5, because: 'engineRestarted' });
    expect(lostOf(held, turn([1, 2, 3, 4, 5, 6]), 0, engine)).toEqual({ tokens: 5, because: 'evicted' });
    expect(lostOf(held, turn([1, 2, 3, 4, 5, 6]), 2, engine)).toEqual({ tokens: 3, because: 'evicted' });
  });

  it('is all that went with the engine, also when the prompt departs from a part of it', () => {
    const later = { ...engine, generation: 2 };
    expect(lostOf(held, turn([1, 2, 3, 9, 9]), 0, later)).toEqual({ tokens: 5, because: 'engineRestarted' });
    expect(lostOf(held, turn([1, 2, 3, 9, 9]), 0, { generation: 2, modelKey: 'b' })).toEqual({
      tokens: 5,
      because: 'modelChanged',
    });
  });

  it('does not count the token that has to run so that there are logits', () => {
    expect(lostOf(held, turn([1, 2, 3, 4, 5]), 4, engine)).toEqual({ tokens: 0, because: null });
  });
});
