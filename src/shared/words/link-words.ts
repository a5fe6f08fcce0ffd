/** What is told of the line to the core, of the engine, of what can be kept, and the ways out of what failed. */
export interface LinkWords {
  readonly connecting: string;
  readonly noToken: string;
  readonly gone: string;
  readonly starting: string;
  readonly restarting: {
    readonly ended: string;
    readonly hung: string;
    readonly device: string;
    readonly link: string;
  };
  readonly tryAgain: string;
  readonly useBundled: string;
  readonly chooseFolder: string;
  readonly copyDetails: string;
  readonly copied: string;
  readonly dismiss: string;
  readonly pageFailed: string;
  readonly reload: string;
  /** Of a core that took the place of one that ended. */
  readonly startedAgain: string;
  /** Nothing can be written at all; `why` is the failure's own sentence. */
  readonly readOnly: (why: string) => string;
  /** The last write did not succeed. */
  readonly failing: (why: string) => string;
  readonly noChat: string;
}
