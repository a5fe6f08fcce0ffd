import type { TokenLogits } from './token-logits.ts';

/** The words of an earlier answer to the same message that another one begins with, as they are stored with both. */
export interface TakenOver extends TokenLogits {
  readonly text: string;
  /** In the loaded model's vocabulary. They may end inside a character. */
  readonly tokenIds: readonly number[];
}
