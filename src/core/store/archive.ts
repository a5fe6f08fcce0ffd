import type { ChatSettings } from '../../shared/settings.ts';
import type { ActInForce } from './acts.ts';
import type { ModelMark } from './chat-models.ts';
import type { IdsState } from './imported-ids.ts';
import type { MessageWithOrigin } from './origin-reader.ts';
import type { TokenLogits } from './token-logits.ts';

/** A chat without its messages, as it travels. */
export interface ArchivedChat {
  /** 32 hexadecimal digits. One that this database has already is replaced by a new one: what comes twice is there twice. */
  readonly uid: string;
  readonly title: string;
  readonly isTitleGiven: boolean;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** The last message of the branch that is shown, by its id in the archive. */
  readonly activeLeafId: number | null;
  readonly settings: Partial<ChatSettings>;
  /** The model that it goes on with. Missing: whichever is in use. */
  readonly model?: ModelMark;
  /** Unsent words. Missing: none. */
  readonly draft?: string;
  /** The uid of the chat that it was branched from. Missing: it was not, or that one is gone. */
  readonly branchedFrom?: string;
  /** When it was deleted. Missing: it was not. */
  readonly deletedAtMs?: number;
  /** When it was put away, out of the list. Missing: it was not. */
  readonly archivedAtMs?: number;
  /** Since when it is kept on top of the list. Missing: it is not. */
  readonly pinnedAtMs?: number;
}

/**
 * A message as it travels. Ids are the archive's own: what they name (parent, window start, the turns of the prompt and of the
 * acts) stands before it. An answer that was under way is one that was cut off.
 */
export interface ArchivedMessage extends Omit<MessageWithOrigin, 'chatId' | 'turnId' | 'idsState'> {
  /** As with a chat. */
  readonly uid: string;
  /** Missing: they fit. */
  readonly idsState?: IdsState;
  /** Null where none are stored. */
  readonly logits: TokenLogits | null;
  /** What was decided of the window with this message as the leaf. */
  readonly acts: readonly ArchivedAct[];
}

export type ArchivedAct = ActInForce & { readonly atMs: number };

/** A chat and its messages, parents before children, in parts that are read when they are asked for. */
export interface ArchivedTree {
  readonly chat: ArchivedChat;
  readonly batches: Iterable<readonly ArchivedMessage[]> | AsyncIterable<readonly ArchivedMessage[]>;
}
