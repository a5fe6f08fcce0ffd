/** How a place of the window is filled: as the engine holds it (see RowOrigin), or still to be read. */
export type PlaceOrigin = 'reused' | 'read' | 'written' | 'prepared' | 'shared' | 'toRead';

/** Places in a row of one turn that came about in the same way. */
export interface PlaceRun {
  /** Null: the form's opening, before the first turn. */
  readonly turnId: number | null;
  readonly origin: PlaceOrigin;
  readonly tokens: number;
}

/** The window's places and the engine's caches, from the core's ledger of what the engine reported. */
export interface CacheView {
  /** As much of the model's window as the chat uses. */
  readonly windowTokens: number;
  /** As many places as are used, in order: with an answer under way, all that was sampled and its end token. */
  readonly places: readonly PlaceRun[];
  /** The places that are held: all but those to be read. */
  readonly heldTokens: number;
  /** While an answer is written, how many of the places are its prompt: those behind are written, not read. */
  readonly promptTokens: number | null;
  /** The cache that the places are held in; null when none serves this chat. */
  readonly cache: {
    readonly tokenCount: number;
    readonly capacityTokens: number;
    readonly usedBytes: number;
    readonly heldBytes: number;
  } | null;
  /** All caches in the engine, the one used last first; those of deleted chats, too, until they are dropped. */
  readonly caches: readonly {
    readonly cacheId: number;
    readonly chatId: number;
    readonly title: string;
    readonly tokenCount: number;
    readonly heldBytes: number;
    /** Made ahead for the next send, beside the one the chat stands on. */
    readonly isPrepared: boolean;
    /** The one that this chat's places are held in. */
    readonly isShown: boolean;
  }[];
}
