/** What goes when a turn or an answer is erased: what is asked about before, and given back as it was asked. */
export interface EraseView extends ErasedPart {
  /** The chat's title; `offered`: a person gave it, and its words stand in what goes. */
  readonly title: { readonly text: string; readonly becomes: 'goes' | 'offered' | 'stays' };
  /** The same words in chats that were branched from one another, and on other branches that a file brought. */
  readonly copies: readonly ErasableCopy[];
}

/** A message with all that follows it, on every branch. */
export interface ErasedPart {
  readonly messageId: number;
  readonly messageCount: number;
  readonly turnCount: number;
}

export interface ErasableCopy extends ErasedPart {
  readonly chatId: number;
  readonly chatTitle: string;
  /** The title was made of these words, or has them, and goes along. */
  readonly titleGoes: boolean;
  /** It is among the deleted chats. */
  readonly isDeleted: boolean;
}
