import type { ForgettingTelling } from '../settings.ts';
import type { CannotFitCause } from '../usage-view.ts';
import type { TurnChange } from '../window-view.ts';

/** What is said before anything is forgotten, and what can be done instead. */
export interface ForgettingWords {
  readonly panel: string;
  readonly title: (turns: number, hasDraft: boolean) => string;
  readonly cost: (forgotten: number, reread: number, rereadMs: number | null) => string;
  readonly turn: (name: string) => string;
  /** What tells turns of the same name apart: when they were said, or the how many-th they are. */
  readonly at: (time: string) => string;
  readonly nth: (number: number) => string;
  /** What a turn's toggle is called. */
  readonly keep: (name: string) => string;
  readonly keepSays: string;
  readonly kept: string;
  readonly whySoMany: string;
  readonly whySays: string;
  readonly shorten: (tokens: number) => string;
  readonly goesAhead: string;
  readonly willAsk: string;
  readonly question: (turns: number) => string;
  readonly forgetAndSend: (turns: number) => string;
  readonly forgetAndRetry: (turns: number) => string;
  readonly keepWriting: string;
  /** How forgetting is told in this chat, as the name of a button that changes it. */
  readonly tellingIs: Readonly<Record<ForgettingTelling, string>>;
  readonly cannotFit: (overBy: number, cause: CannotFitCause) => string;
  readonly remedy: (overBy: number, cause: CannotFitCause) => string;
  readonly unpin: (name: string) => string;
  readonly leaveLastOut: string;
  readonly wholeWindow: (tokens: number) => string;
  readonly letForget: string;
}

/** What is said in the transcript of what was forgotten, and how it is brought back. */
export interface ForgottenWords {
  readonly note: (turns: number) => string;
  readonly more: (turns: number) => string;
  readonly fewer: string;
  readonly show: string;
  readonly showSays: string;
  /** Of what is seen now: all that stands above is not. */
  readonly line: (tokens: number, time: string, seenAbove: number) => string;
  /** Of where the window began earlier. */
  readonly stratum: (tokens: number, time: string) => string;
  readonly stratumSays: string;
  readonly bringBack: string;
  readonly bringBackSays: string;
  readonly panel: {
    readonly title: string;
    readonly lead: string;
    readonly turns: string;
    readonly choose: (name: string, tokens: number) => string;
    readonly nothing: string;
    readonly price: (reread: number, rereadMs: number | null, usedAfter: number) => string;
    /** Before the names of what would have to go. */
    readonly leaves: (turns: number) => string;
    readonly notPossible: string;
    readonly confirm: (turns: number) => string;
    readonly cancel: string;
  };
  readonly broughtBack: (turns: number) => string;
  readonly undo: string;
  /** What a screen reader calls the place where that is told. */
  readonly notices: string;
}

/** What changing a turn means, before it is done. */
export interface TurnChangeWords {
  readonly names: Readonly<Record<TurnChange, string>>;
  /** `freed`: the tokens that leave the window with it. */
  readonly says: (change: TurnChange, freed: number) => string;
  readonly price: (reread: number, rereadMs: number | null) => string;
  readonly leaves: (names: readonly string[]) => string;
  readonly notPossible: string;
  readonly waitForEnd: string;
}
