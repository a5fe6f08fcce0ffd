import type { Observable } from './observable.ts';

/** Something that was done, and how it is taken back with one press. */
export interface UndoOffer {
  /** In a sentence. */
  readonly says: string;
  readonly undo: () => Promise<void>;
}

/** An offer while it is shown; told apart from others by its key. */
export interface ShownOffer extends UndoOffer {
  readonly key: string;
}

export interface UndoOffers {
  /** Shows what can be taken back, in place of what was offered before. */
  offerUndo(offer: UndoOffer): void;
  takeBack(): Promise<void>;
  readonly dismissOffer: () => void;
}

/** The part of the page's state that it keeps. */
interface OfferState {
  readonly offer: ShownOffer | null;
}

export function openUndoOffers(state: Pick<Observable<OfferState>, 'get' | 'patch'>): UndoOffers {
  let count = 0;
  return {
    offerUndo: (offer) => {
      count += 1;
      state.patch({ offer: { ...offer, key: `offer-${count}` } });
    },
    takeBack: async () => {
      const { offer } = state.get();
      if (!offer) return;
      state.patch({ offer: null });
      await offer.undo();
    },
    dismissOffer: () => state.patch({ offer: null }),
  };
}
