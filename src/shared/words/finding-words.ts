import type { FoundMessage } from '../search-view.ts';

/** The one box that finds: chats, messages, and what can be done. */
export interface PaletteWords {
  readonly name: string;
  /** Of the button that opens it; `key` is how the platform writes its shortcut. */
  readonly open: (key: string) => string;
  /** How a key pressed together with Ctrl is written. */
  readonly withControl: (key: string) => string;
  readonly placeholder: string;
  readonly recent: string;
  readonly byTitle: string;
  readonly sight: Readonly<Record<NonNullable<FoundMessage['sight']>, string>>;
  /** So many more of a chat's messages have it; `isMore`: and perhaps further ones. */
  readonly moreChats: string;
  readonly more: (messages: number, isMore: boolean) => string;
  readonly none: (typed: string) => string;
  readonly nothingSaid: string;
  readonly olderLeft: string;
  readonly filling: string;
  readonly keys: string;
  /** For a screen reader. */
  readonly said: (chats: number, messages: number) => string;
}

/** Why the model does not see a turn: it saw it once; a person hid it; there is no answer, so it never did. */
export type UnseenKind = 'forgotten' | 'hidden' | 'never';

/** Finding in the open chat. */
export interface FindWords {
  readonly name: string;
  /** `at`: from 1 on. */
  readonly place: (at: number, of: number) => string;
  readonly none: string;
  /** While the chat is still being looked through. */
  readonly soFar: (places: number) => string;
  /** How many of the places are in turns that the model does not see, by why. */
  readonly unseen: Readonly<Record<UnseenKind, (places: number) => string>>;
  /** Of the place that is shown. */
  readonly hereUnseen: Readonly<Record<UnseenKind, string>>;
  readonly older: string;
  readonly next: string;
  readonly previous: string;
  readonly close: string;
}
