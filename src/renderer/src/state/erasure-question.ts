import type { EraseView } from '../../../shared/erase-view.ts';

/** A turn that is asked about before it is erased: what would go with it, and with the answer that is shown alone. */
export interface ErasureQuestion {
  readonly chatId: number;
  /** Its first words. */
  readonly name: string;
  readonly turn: EraseView;
  /** Null where the question has no other answer. */
  readonly answer: EraseView | null;
}
