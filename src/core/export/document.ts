import type { ExportOptions } from '../../shared/export-view.ts';
import type { AnsweredBy } from '../../shared/views.ts';
import type { ForgotView } from '../../shared/window-view.ts';
import type { Words } from '../../shared/words/words.ts';
import type { WindowAct } from '../store/acts.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { MessageWithOrigin } from '../store/origin-reader.ts';
import type { Archive } from '../store/store-functions.ts';

/** What is written into one file: one chat where a format has a file for each, or all that were chosen. */
export interface ExportDocument {
  readonly chats: readonly ExportChat[];
  readonly options: ExportOptions;
  readonly writtenAtMs: number;
  /** Of the application. */
  readonly version: string;
  readonly words: Words;
  readonly windowTokensOf: WindowTokensOf;
  /** For a format that holds everything: chats as trees, with all that is stored of them. */
  readonly archive: Archive;
  /** To be told of messages that were read from there; of others it is told already. */
  readonly onRead: (messages: number) => void;
}

/** How large the window of the model was that gave an answer; null where that is not known. */
export type WindowTokensOf = (answeredBy: AnsweredBy | null) => number | null;

/** A chat whose messages are read when they are asked for, a part at a time. */
export interface ExportChat {
  readonly id: number;
  readonly uid: string;
  /** Empty where nothing was said. */
  readonly title: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** It is among those that were deleted and can be restored. */
  readonly isDeleted: boolean;
  /** Messages on the branch that is shown, and on those beside it that were asked for. */
  readonly shownCount: number;
  readonly otherCount: number;
  /** Only its first turns are here, to be shown. */
  readonly isCut?: true;
  /** What was decided about its window, on all branches. */
  readonly acts: readonly WindowAct[];
  /** The branch that is shown, from its first message. */
  shown(): Iterable<ExportMessage>;
  /** The branches beside it, each from the message where it parts; none where they were not asked for. */
  others(): Iterable<ExportBranch>;
}

export interface ExportBranch {
  /** The message that it follows on, on another branch; null: it begins the chat anew. */
  readonly partsAfter: StoredMessage | null;
  messages(): Iterable<ExportMessage>;
}

/** A message as it stands now: an answer that is being written has the words that it has by now. */
export interface ExportMessage extends MessageWithOrigin {
  /** What sending its question made the model forget; null with a user's message, and where nothing was. */
  readonly forgot: ForgotView | null;
  /** Whether the branch's newest answer had its turn in its prompt; null where that is not known. */
  readonly isSeen: boolean | null;
  readonly isPinned: boolean;
  readonly isLeftOut: boolean;
}
