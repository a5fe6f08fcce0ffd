import type { ImportContents, ImportReport } from '../import-view.ts';

/** Opening a file, and taking over what is in it. */
export interface ImportWords {
  /** Of what asks for it. */
  readonly open: string;
  /** While something is dragged over the window. */
  readonly drop: { readonly files: string; readonly words: string };
  readonly title: (name: string) => string;
  readonly sending: string;
  readonly looking: string;
  readonly progress: (readBytes: number, totalBytes: number) => string;
  readonly contents: (contents: ImportContents, nowMs: number) => string;
  /** What is to be known of them before: a sentence each. */
  readonly notes: (contents: ImportContents) => readonly string[];
  readonly nothingIn: string;
  readonly start: string;
  readonly cancel: string;
  readonly close: string;
  readonly importing: string;
  /** What was done: a sentence each. */
  readonly report: (report: ImportReport) => readonly string[];
  readonly refused: string;
  /** Of a message, in a word or two. */
  readonly renewed: string;
  readonly renewedSays: string;
}
