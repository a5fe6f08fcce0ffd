/** What stands in exported files beside what was said. */
export interface ExportedWords {
  readonly said: (atMs: number) => string;
  /** Of a chat: when it was begun and used last. */
  readonly dates: (createdAtMs: number, updatedAtMs: number) => string;
  readonly deleted: string;
  /** At the end of a file: by what it was written, and when. */
  readonly writtenBy: (version: string, atMs: number) => string;
  readonly nothingSaid: string;
  readonly noWords: string;
  readonly stillWritten: string;
  /** How the prompt of an answer was written. */
  readonly inForm: (name: string) => string;
  readonly forgot: (turns: number, tokens: number, atMs: number) => string;
  readonly forgotTurn: (name: string, tokens: number) => string;
  /** The newest answer did not have it in its prompt. */
  readonly notSeen: string;
  readonly otherBranches: (branches: number) => string;
  readonly otherBranch: (number: number) => string;
  readonly partsAfter: (name: string | null) => string;
  readonly fileName: {
    /** Of a folder or a zip with several chats. */
    readonly several: (chats: number) => string;
    readonly untitled: string;
  };
}
