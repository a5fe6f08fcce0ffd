import type { TextRange } from '../../../shared/search-view.ts';

/** A message that somebody wants to see, wherever it is. */
export interface WantedMessage {
  readonly chatId: number;
  readonly turnId: number;
  readonly messageId: number;
  /** What of its text is to be marked. */
  readonly places: readonly TextRange[];
}
