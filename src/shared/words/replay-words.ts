import type { PlayerWords } from '../replay-view.ts';

/** What a replay says: one file that plays a chat. */
export interface ReplayWords {
  readonly player: PlayerWords;
  readonly documentTitle: (chatTitle: string) => string;
  readonly about: (turns: number, modelNames: readonly string[], time: string | null) => string;
  readonly needsScript: string;
  readonly turnNumber: (number: number) => string;
  /** `stretch`: milliseconds of playing for one that was measured. */
  readonly speed: (rate: number) => string;
  readonly speedSays: (stretch: number | null) => string;
  readonly steps: {
    readonly said: (turn: number, tokens: number) => string;
    readonly forgot: (turns: number, tokens: number) => string;
    readonly read: (reused: number, read: number, reread: number, milliseconds: number) => string;
    readonly unread: (tokens: number) => string;
    readonly wrote: (tokens: number, milliseconds: number, tokensPerSecond: number | null) => string;
    readonly wroteNothing: string;
    readonly noReceipt: string;
    readonly noAnswer: string;
  };
  readonly used: (used: number, limit: number | null) => string;
  readonly unknownSize: string;
  readonly unknownTurns: string;
  readonly unknownWindow: string;
  readonly forgets: (turns: number) => string;
  readonly free: (tokens: number) => string;
  readonly placesOfUnknown: string;
}
