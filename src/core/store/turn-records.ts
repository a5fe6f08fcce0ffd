import type { Receipt } from '../../shared/receipt-view.ts';
import type { FailureView } from '../../shared/views.ts';
import type { ActInForce } from './acts.ts';
import type { AnswerOrigin } from './answer-origins.ts';
import type { CountedTurn } from './forgotten-turns.ts';
import type { StoredMessage } from './messages.ts';
import type { TakenOver } from './taken-over.ts';
import type { TokenLogits } from './token-logits.ts';

/** With what its answer will be made from, as far as it is known before anything is computed. */
export interface NewTurn extends AnswerOrigin {
  readonly chatId: number;
  /** The answer this follows; null begins the chat. A turn asked again follows what the first try followed. */
  readonly parentId: number | null;
  readonly text: string;
  readonly tokenIds: readonly number[];
  readonly tokenizerHash: string;
  /** The page's, or null: a turn is begun once for each key of a chat. */
  readonly sendKey: string | null;
  /** The turns before it that are in its answer's prompt, in order. Its own follows, and is added when it has an id. */
  readonly promptTurnIds: readonly number[];
  /** The first turn still seen; null: all are. */
  readonly windowStartId: number | null;
  /** When the window came to begin there; null while it begins with the chat. */
  readonly forgottenAtMs: number | null;
  /** What its answer makes the model forget. */
  readonly forgotten: readonly CountedTurn[];
  /**
   * The id of a user's message of this chat that is asked again: only an answer is stored then, beside its others, and the words,
   * their ids, the parent and the key given here are not. Null for new words.
   */
  readonly again: number | null;
  /** What its answer begins with; null or missing: nothing. */
  readonly takenOver?: TakenOver | null;
  /** What the branch begins with of decisions in force where it parts from another: stored at the new answer. */
  readonly acts: readonly ActInForce[];
  /** The chat's draft goes if it is these words. Defaults to true; never when a turn is asked again. */
  readonly clearsDraft?: boolean;
  readonly nowMs: number;
}

export interface BegunTurn {
  readonly user: StoredMessage;
  /** Streaming, with what it takes over and nothing else, unless the turn is a repeated one. */
  readonly assistant: StoredMessage;
  /** The key had been sent before: this is the turn that was begun then, as it stands now. */
  readonly isRepeated: boolean;
}

export interface AnswerEnd extends TokenLogits {
  readonly messageId: number;
  readonly text: string;
  readonly tokenIds: readonly number[];
  readonly state: 'done' | 'stopped' | 'failed';
  readonly failure?: FailureView | null;
  /** Null when it ended before there was anything to measure. */
  readonly receipt: Receipt | null;
  /** See StoredMessage. Defaults to null. */
  readonly unseenTurnId?: number | null;
  readonly nowMs: number;
}

/** A turn by the ids of its messages, the user's and the answer's. */
export interface SentTurn {
  readonly turnId: number;
  readonly messageId: number;
}
