/** What an export is asked for with, and what is told of it. */

/** Facts of a format that page and core share. To add one more, write its line here and its file in `core/export`. */
export interface ExportFormatFacts {
  /** Of its files, without the dot. */
  readonly ending: string;
  readonly contentType: string;
  /**
   * `shownBranch`: for reading, and other branches when ticked. `measuredBranch`: the branch that is shown, with all that was measured
   * of it. `everything`: all branches, with all that is stored.
   */
  readonly holds: 'shownBranch' | 'measuredBranch' | 'everything';
  /** Whether several chats are a file each, in a folder or a zip, or one file together. */
  readonly severalChats: 'fileEach' | 'oneFile';
  /** How its beginning is shown before it is saved. */
  readonly preview: ExportPreview['type'];
  /** Whether it can be copied as a text: of all that was chosen together, or of one chat alone. */
  readonly copies: 'all' | 'one' | 'none';
  /** Its HTML is printed: by Electron to a file, by a browser in its own dialog. */
  readonly isPrinted: boolean;
}

const exportFormats = {
  markdown: {
    ...{ ending: 'md', contentType: 'text/markdown; charset=utf-8', holds: 'shownBranch', severalChats: 'fileEach' },
    ...{ preview: 'text', copies: 'all', isPrinted: false },
  },
  html: {
    ...{ ending: 'html', contentType: 'text/html; charset=utf-8', holds: 'shownBranch', severalChats: 'fileEach' },
    ...{ preview: 'html', copies: 'all', isPrinted: false },
  },
  text: {
    ...{ ending: 'txt', contentType: 'text/plain; charset=utf-8', holds: 'shownBranch', severalChats: 'fileEach' },
    ...{ preview: 'text', copies: 'all', isPrinted: false },
  },
  pdf: {
    ...{ ending: 'pdf', contentType: 'application/pdf', holds: 'shownBranch', severalChats: 'fileEach' },
    ...{ preview: 'html', copies: 'none', isPrinted: true },
  },
  replay: {
    ...{
      ending: 'replay.html',
      contentType: 'text/html; charset=utf-8',
      holds: 'measuredBranch',
      severalChats: 'fileEach',
    },
    ...{ preview: 'replay', copies: 'one', isPrinted: false },
  },
  palimpsest: {
    ...{ ending: 'palimpsest', contentType: 'application/x-ndjson; charset=utf-8', holds: 'everything' },
    ...{ severalChats: 'oneFile', preview: 'text', copies: 'all', isPrinted: false },
  },
} as const satisfies Readonly<Record<string, ExportFormatFacts>>;

export type ExportFormatName = keyof typeof exportFormats;

export const exportFormatNames = Object.keys(exportFormats) as [ExportFormatName, ...ExportFormatName[]];

/** Typed as facts, so that formats can be told apart by them. */
export function factsOfFormat(name: ExportFormatName): ExportFormatFacts {
  return exportFormats[name];
}

/** Which chats: these, or all of the list and, when ticked, those that were deleted and can be restored. */
export type ExportSelection =
  | { readonly type: 'chats'; readonly chatIds: readonly number[] }
  | { readonly type: 'all'; readonly withDeleted: boolean };

export interface ExportOptions {
  readonly otherBranches: boolean;
  readonly receipts: boolean;
  /** What was forgotten, pinned and hidden. */
  readonly forgetting: boolean;
}

/** What of these is asked for with a format: ticks count where they are offered. */
export function optionsFor(format: ExportFormatName, options: ExportOptions): ExportOptions {
  const isMeasured = factsOfFormat(format).holds === 'measuredBranch';
  return isMeasured ? { otherBranches: false, receipts: true, forgetting: true } : options;
}

export interface ExportRequest {
  readonly selection: ExportSelection;
  readonly format: ExportFormatName;
  readonly options: ExportOptions;
  /** BCP 47: of the words around what was said. */
  readonly language: string;
}

/** How much there is to export; each number as the store counts it. */
export interface ExportCounts {
  readonly chats: number;
  /** On the branches that are shown. */
  readonly messages: number;
  /** On other branches of these chats. */
  readonly otherMessages: number;
  /** Chats that were deleted and can be restored, whether they are ticked or not. */
  readonly deletedChats: number;
}

/** The beginning of what would be written. */
export interface ExportPreview {
  /** `replay`: it plays. */
  readonly type: 'text' | 'html' | 'replay';
  readonly text: string;
  /** More follows in the file. */
  readonly isCut: boolean;
  /** Of the first file, as it will be called. */
  readonly fileName: string;
}

export type ExportEvent =
  /** Messages that are written, of all there are. */
  | { readonly type: 'progress'; readonly doneMessages: number; readonly totalMessages: number }
  /** Of a download: where this page's browser can fetch it, once. */
  | { readonly type: 'ready'; readonly path: string };

/** What was written. */
export interface ExportResult {
  /** The file or the folder; null: it was handed to the browser. */
  readonly path: string | null;
  readonly files: number;
  readonly chats: number;
  readonly bytes: number;
}
