/** A stretch of a text: [start, end) in UTF-16 units. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A chat whose title has what is looked for. */
export interface FoundChat {
  readonly chatId: number;
  readonly title: string;
  readonly ranges: readonly TextRange[];
}

/** A message that has it: the words around the first place, and where it stands in them. */
export interface FoundMessage {
  readonly messageId: number;
  readonly turnId: number;
  readonly role: 'user' | 'assistant';
  readonly createdAtMs: number;
  readonly excerpt: string;
  readonly ranges: readonly TextRange[];
  /** Where it stands in the whole text: the first places, to be marked there. */
  readonly places: readonly TextRange[];
  /**
   * Of the chat that is open: whether the model sees it in the next send, no longer does, was never shown it (a person hid it; there
   * is no answer), or it stands on another branch. Null: of other chats.
   */
  readonly sight: 'seen' | 'notSeen' | 'hidden' | 'never' | 'otherBranch' | null;
}

/** What was found in one chat, its newest first. */
export interface FoundGroup {
  readonly chatId: number;
  readonly title: string;
  readonly hits: readonly FoundMessage[];
  /** How many of its messages have it besides those in `hits`; perhaps more than that when `isMore`. */
  readonly moreHits: number;
  /** Older messages were not looked at any more: further ones of this chat may have it. */
  readonly isMore: boolean;
}

/** More of one part of what is found, and nothing else: of the titles, or of the messages of a chat. */
export type SearchedPart =
  | { readonly type: 'titles'; readonly count: number }
  | { readonly type: 'chat'; readonly chatId: number; readonly count: number };

/** So many of a part can be asked for. */
export const MOST_OF_A_PART = 1_000;

export interface SearchView {
  readonly chats: readonly FoundChat[];
  /** More chats have it in their titles than are told. */
  readonly areMoreChats: boolean;
  /** By their newest hit. */
  readonly groups: readonly FoundGroup[];
  /** Not all was looked at, or not all chats are told that were found: there may be further hits. */
  readonly isMore: boolean;
  /** Messages of earlier versions are still being taken up: what is found is not all. */
  readonly isFilling: boolean;
}
