import type { NamedTurn } from './usage-view.ts';

/** What a send made the model forget: each turn as it was counted then, in order, and where the window began from then on. */
export interface ForgotView {
  readonly turns: readonly NamedTurn[];
  readonly tokens: number;
  readonly atMs: number;
  /** The first turn that was still seen, but for pinned ones; null where that is not known. */
  readonly startTurnId: number | null;
}

/** A turn that the model no longer sees. */
export interface ForgottenTurn extends NamedTurn {
  /** One of the newest, which can all be brought back without anything else that would have to go. */
  readonly isTicked: boolean;
}

/** What can be brought back, the newest first. What would fit in no case, not even alone, is not among it. */
export interface BringBackView {
  readonly turns: readonly ForgottenTurn[];
}

/** An explicit act on a turn of the window. */
export type TurnChange = 'pin' | 'unpin' | 'leaveOut' | 'putBack';

export interface ChangeOfTurn {
  readonly turnId: number;
  readonly change: TurnChange;
}

/** What changes of the window would cost, with the draft as it is kept. */
export interface WindowPrice {
  readonly rereadTokens: number;
  readonly rereadMs: number | null;
  readonly usedTokensAfter: number;
  /** What must stay would still fit. */
  readonly isPossible: boolean;
  /** What the next send would make the model forget, and would not have otherwise. */
  readonly leaves: readonly NamedTurn[];
}
