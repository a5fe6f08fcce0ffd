import type { NamedTurn } from './usage-view.ts';

/** Something that makes another branch, or goes to one: each has a price before it is done. */
export type BranchAct =
  /** Other words in the place of a message: asked as a branch beside it. */
  | { readonly type: 'edit'; readonly turnId: number; readonly text: string }
  /** Another answer to the same message. */
  | { readonly type: 'retry'; readonly turnId: number }
  /** Other words in the place of an answer, which the model takes for its own. */
  | { readonly type: 'editAnswer'; readonly turnId: number; readonly text: string }
  /** The branch that goes through this message. */
  | { readonly type: 'show'; readonly messageId: number }
  /** A chat of its own with what was said up to the end of this turn; the last so many turns of that, null: all. */
  | { readonly type: 'branchChat'; readonly turnId: number; readonly turnCount: number | null };

/**
 * What an act costs, by the plan that it would follow and the caches that the engine holds now. Of an act that is answered, keptTokens
 * and readTokens are what its receipt will say; of one that is not, they are about what the next message will stand on.
 */
export interface ActPrice {
  /** Tokens of the prompt that the engine holds already. */
  readonly keptTokens: number;
  /** Tokens of the cache that this chat stands on now. */
  readonly cachedTokens: number;
  readonly readTokens: number;
  /** How long reading these takes; null before anything was measured. */
  readonly readMs: number | null;
  /** What the act makes the model forget. */
  readonly forgets: readonly NamedTurn[];
  /** False where what must stay does not fit with it: it would not be done. */
  readonly isPossible: boolean;
}
