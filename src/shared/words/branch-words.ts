/** What is said of the branches of a chat, and of what makes another one. */
export interface BranchWords {
  readonly edit: string;
  readonly editAnswer: string;
  readonly branchChat: string;
  readonly branchChatSays: string;
  /** Of an answer that a person wrote. */
  readonly edited: string;
  readonly editedSays: string;
  readonly previous: string;
  readonly next: string;
  readonly place: (at: number, of: number) => string;
  /** The same as a screen reader says it. */
  readonly placeSays: (at: number, of: number) => string;
  /** `cached`: tokens that the chat stands on now. */
  readonly price: (kept: number, cached: number, read: number, readMs: number | null) => string;
  readonly forgets: (names: readonly string[]) => string;
  readonly notPossible: string;
  readonly editing: {
    readonly message: string;
    readonly answer: string;
    readonly messageSays: string;
    readonly answerSays: string;
    readonly ask: string;
    readonly save: string;
    readonly cancel: string;
    readonly original: string;
    readonly wait: string;
  };
  readonly branched: string;
  readonly elsewhere: string;
  readonly showElsewhere: string;
  /** What can be done instead of forgetting. */
  readonly lastTurns: (turns: number) => string;
  readonly lastTurnsSays: string;
  readonly hideInstead: string;
  readonly hideInsteadSays: string;
  readonly hideTurn: (name: string, tokens: number) => string;
  readonly hidden: (name: string) => string;
  readonly exportFirst: string;
  readonly exportFirstSays: string;
}
