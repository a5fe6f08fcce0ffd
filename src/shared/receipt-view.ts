import type { AnswerSettings } from './settings.ts';

/** What an answer cost, by the engine's own counters. A number that was not measured is null, as some are of earlier answers. */
export interface Receipt {
  /** All of the prompt that was held when the message was sent. */
  readonly reusedTokens: number;
  /** Parts of `reusedTokens`: read ahead for this turn, and made for another chat. */
  readonly preparedTokens: number | null;
  readonly sharedTokens: number | null;
  /** Read after the message was sent. reused + prefilled + unread = the prompt. */
  readonly prefilledTokens: number;
  /** Not read any more, since the turn was stopped before. */
  readonly unreadTokens: number | null;
  /** Part of `prefilledTokens`: had been read or written in this chat before, and had to be read again. */
  readonly rereadTokens: number | null;
  /** Written for this answer: what it took over is not among them. */
  readonly decodedTokens: number;
  /** Of an earlier try that it goes on with: they were a part of the prompt, and stand at its beginning. */
  readonly takenOverTokens: number;
  /** Runs of the model after the first token: what `decodeMs` was spent on. */
  readonly decodeSteps: number | null;
  readonly prefillMs: number;
  readonly firstTokenMs: number | null;
  readonly decodeMs: number;
  /** Steps over time; null for fewer than three steps, of which an average says nothing. */
  readonly tokensPerSecond: number | null;
  readonly provider: string;
  readonly precision: string;
  readonly sampling: AnswerSettings;
  /** The seed that was used, also when the chat's own is null (a new one each time). Null when greedy. */
  readonly seed: number | null;
  readonly cacheTokens: number;
  readonly cacheBytes: number;
  readonly cacheHeldBytes: number;
  /** Held for this chat before, and of no use to this turn. */
  readonly lostTokens: number;
  readonly lostBecause: LostBecause | null;
  readonly endedBy: 'endToken' | 'length' | 'stopText' | 'user' | 'failure';
}

/** What is told of a receipt: the rest is kept for whoever makes the answer again. */
export type ReceiptView = Omit<Receipt, 'sampling'>;

/**
 * Why tokens that were held for a chat did not serve its next turn. `askedAgain`: the try before was replaced; `unanswered`:
 * a turn that ended without an answer stays outside; `otherBranch`: it was held for another branch of the chat; `modelChanged`: another
 * model was loaded; `formChanged`: turns are written in another form.
 */
export type LostBecause =
  | 'windowMoved'
  | 'turnsChanged'
  | 'askedAgain'
  | 'unanswered'
  | 'otherBranch'
  | 'modelChanged'
  | 'formChanged'
  | 'engineRestarted'
  | 'evicted';
