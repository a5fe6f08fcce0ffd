import { describe, expect, it } from 'vitest';
import { createObservable } from './observable.ts';
import { openUndoOffers, type ShownOffer } from './undo.ts';

describe('what can be taken back', () => {
  it('is taken back once, the newest only, and not after it was dismissed', async () => {
    const state = createObservable<{ readonly offer: ShownOffer | null }>({ offer: null });
    const offers = openUndoOffers(state);
    const taken: string[] = [];
    const offer = (says: string) => offers.offerUndo({ says, undo: async () => void taken.push(says) });
    offer('one');
    const first = state.get().offer;
    offer('two');
    expect(state.get().offer).toMatchObject({ says: 'two' });
    expect(state.get().offer?.key).not.toBe(first?.key);
    await offers.takeBack();
    await offers.takeBack();
    expect(taken).toEqual(['two']);
    offer('three');
    offers.dismissOffer();
    await offers.takeBack();
    expect(taken).toEqual(['two']);
  });
});
