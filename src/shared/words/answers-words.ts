import type { ReceiptTerm } from './receipt-term.ts';

/** What can be done with what was said. */
export interface AnswersWords {
  readonly copyQuestion: string;
  readonly copyAnswer: string;
  readonly copied: string;
  readonly tryAgain: string;
  readonly goOn: string;
  readonly forgetAndGoOn: (turnCount: number) => string;
  /** There is no room for the answer so far, its question and a reply. */
  readonly noRoomToGoOn: (overByTokens: number) => string;
  /** Of an earlier try that an answer goes on with. */
  readonly takenOver: ReceiptTerm;
  /** Under greedy, after the same words came again. */
  readonly sameWords: string;
  readonly tryWithChance: string;
  readonly chanceSays: string;
}

/** What is said of words that are too many to be sent, and what can be done. */
export interface TooLongWords {
  /** Characters of a draft that the window has no room for. */
  readonly forWindow: (tooMany: number, characters: number, overByTokens: number) => string;
  readonly forMessage: (tooMany: number, characters: number) => string;
  readonly keepFirst: string;
  readonly keepLast: string;
  readonly kept: (characters: number) => string;
  readonly undo: string;
}
