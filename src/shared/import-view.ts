import type { WireError } from './wire.ts';

/** How far the reading of a file has come. */
export interface ImportProgress {
  readonly readBytes: number;
  readonly totalBytes: number;
}

/** What is in a file that could be imported. */
export interface ImportContents {
  readonly chats: number;
  readonly messages: number;
  /** Of the chats: those that were deleted there, and stay deleted. */
  readonly deletedChats: number;
  /** Of the chats: those that are here already, and only get what they lack. */
  readonly chatsHere: number;
  /** Of the oldest and the newest message; null where there are none. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
}

/** What an import did. */
export interface ImportReport {
  readonly addedChats: number;
  /** Of the messages, those in chats that were here before are `addedToChatsHere`. */
  readonly addedMessages: number;
  readonly addedToChatsHere: number;
  readonly chatsHere: number;
  /** Messages that were here already. */
  readonly skippedMessages: number;
  /** Of `addedMessages`: another one of the same name is here, and both stay. */
  readonly changedMessages: number;
  /** Of `addedMessages`: the same one is here, below another message. */
  readonly followingMessages: number;
  /** Of `addedMessages`: the file's ids did not fit the words, and were made anew. */
  readonly renewedMessages: number;
  /** Of `addedMessages`: their ids are of a tokenizer that is not here, and are checked when it is. */
  readonly uncheckedMessages: number;
}

/** A file that could be imported, by its name here until that is decided. */
export interface OfferedFile {
  readonly offerId: string;
  readonly name: string;
  readonly bytes: number;
}

/** What is at a path: a file of chats, or a model by its folder or a file of weights, which `models.look` takes. */
export type OpenedPath =
  | ({ readonly type: 'file' } & OfferedFile)
  | { readonly type: 'model'; readonly offerId: string; readonly name: string; readonly path: string };

/** The same of what was opened from outside the pages; `refused`: nothing that can be opened. */
export type OpenedFromOutside =
  | OpenedPath
  | { readonly type: 'refused'; readonly offerId: string; readonly name: string; readonly failure: WireError };
