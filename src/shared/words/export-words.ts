import type { ExportCounts, ExportFormatFacts, ExportFormatName, ExportResult } from '../export-view.ts';

/** The dialog in which chats are carried elsewhere, and what leads to it. */
export interface ExportWords {
  /** Of a menu: it leads to the dialog. */
  readonly open: string;
  /** Of a button without words. */
  readonly openNamed: string;
  readonly title: string;
  readonly lead: string;
  readonly copyChat: string;
  readonly copyTurn: string;
  readonly what: string;
  readonly thisChat: string;
  readonly chosenChats: string;
  readonly allChats: string;
  readonly withDeleted: (chats: number) => string;
  /** What is chosen, as the store counts it. */
  readonly counts: (counts: ExportCounts, withOthers: boolean) => string;
  readonly nothingChosen: string;
  readonly format: string;
  readonly formatNames: Readonly<Record<ExportFormatName, string>>;
  readonly formatSays: Readonly<Record<ExportFormatName, string>>;
  readonly include: string;
  readonly otherBranches: (messages: number) => string;
  readonly holds: Readonly<Record<Exclude<ExportFormatFacts['holds'], 'shownBranch'>, string>>;
  readonly receipts: string;
  readonly forgetting: string;
  readonly preview: (fileName: string) => string;
  readonly previewCut: string;
  readonly copy: string;
  readonly copied: string;
  readonly save: string;
  readonly download: string;
  readonly print: string;
  readonly cancel: string;
  readonly close: string;
  readonly progress: (doneMessages: number, totalMessages: number) => string;
  readonly working: string;
  readonly done: (result: ExportResult) => string;
  readonly showInFolder: string;
}
