/** What the core tells the page. Every number in here comes from the engine, the store or the window's plan. */

export type EngineView =
  | { readonly type: 'starting' }
  | { readonly type: 'ready' }
  | { readonly type: 'restarting'; readonly reason: 'ended' | 'hung' }
  | { readonly type: 'failed'; readonly code: string; readonly sentence: string };

export interface ModelView {
  readonly name: string;
  readonly parameterCount: number;
  readonly windowTokens: number;
  readonly precision: string;
  readonly provider: string;
  readonly threadCount: number;
  /** The bundled model: the page then says what it is and that it knows only English. */
  readonly isBundled: boolean;
  readonly layerCount: number;
  readonly headCount: number;
  readonly headSize: number;
}

export interface ChatSummary {
  readonly id: number;
  /** Empty until the first words are said. */
  readonly title: string;
  readonly updatedAtMs: number;
  readonly isAnswering: boolean;
  /** Tokens of this chat that a cache in the engine's memory holds; 0 is cold. */
  readonly cachedTokens: number;
}

export type AppEvent =
  | {
      readonly type: 'snapshot';
      readonly version: string;
      /** The core before this one ended by itself: what was under way then was cut off where it was. */
      readonly startedAgain: boolean;
      readonly engine: EngineView;
      readonly model: ModelView | null;
      readonly chats: readonly ChatSummary[];
      /** The chat that was open last. */
      readonly openChatId: number;
    }
  | { readonly type: 'engine'; readonly engine: EngineView }
  | { readonly type: 'model'; readonly model: ModelView }
  | { readonly type: 'chats'; readonly chats: readonly ChatSummary[] };

export interface Receipt {
  readonly reusedTokens: number;
  readonly prefilledTokens: number;
  readonly decodedTokens: number;
  readonly prefillMs: number;
  readonly firstTokenMs: number;
  readonly decodeMs: number;
  readonly tokensPerSecond: number;
  readonly provider: string;
  readonly precision: string;
  readonly sampling: ChatSettings;
  /** The seed that was used, also when the chat's own is null (a new one each time). Null when greedy. */
  readonly seed: number | null;
  readonly cacheTokens: number;
  readonly cacheBytes: number;
  readonly cacheHeldBytes: number;
  readonly lostTokens: number;
  readonly lostBecause: LostBecause | null;
  readonly endedBy: 'endToken' | 'length' | 'stopText' | 'user' | 'failure';
}

export type LostBecause = 'windowMoved' | 'turnsChanged' | 'engineRestarted' | 'evicted';

export interface MessageView {
  readonly id: number;
  /** The id of the user's message of the turn. */
  readonly turnId: number;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly state: 'streaming' | 'done' | 'stopped' | 'failed';
  readonly tokenCount: number;
  readonly createdAtMs: number;
  readonly receipt: Receipt | null;
  /** Why an answer failed, when it did. */
  readonly failure: { readonly code: string; readonly sentence: string } | null;
}

export interface TurnView {
  readonly id: number;
  /** Its first words. */
  readonly name: string;
  readonly tokenCount: number;
  readonly isPinned: boolean;
  readonly isLeftOut: boolean;
  /** The model sees it in the next send, as the window stands now. */
  readonly isSeen: boolean;
}

/** Where the model's sight begins: drawn above this turn. `tokens` counts all that stands above and is not seen. */
export interface ForgettingLine {
  readonly beforeTurnId: number;
  readonly tokens: number;
  readonly atMs: number;
}

/** The state of one chat's turns after something changed. Sent whole: a chat has few turns. */
export interface TurnsView {
  readonly turns: readonly TurnView[];
  readonly forgetting: ForgettingLine | null;
}

export type WindowPolicy = 'dropOldest' | 'keepFirst' | 'stopAndAsk';

/** Settable per chat. Defaults come from the model's generation_config.json. */
export interface ChatSettings {
  readonly isGreedy: boolean;
  readonly temperature: number;
  readonly topK: number;
  readonly topP: number;
  readonly repetitionPenalty: number;
  /** Null: a new seed for every answer. */
  readonly seed: number | null;
  readonly maxReplyTokens: number;
  /** An answer ends before the first of these texts. */
  readonly stopTexts: readonly string[];
  readonly policy: WindowPolicy;
  /** False: "do not ask again in this chat". */
  readonly asksBeforeForgetting: boolean;
}

export interface ChatView extends TurnsView {
  readonly id: number;
  readonly title: string;
  readonly settings: ChatSettings;
  /** What the model's own files say: what the settings' "reset" goes back to. */
  readonly defaultSettings: ChatSettings;
  readonly messages: readonly MessageView[];
  /** Unsent words, kept across restarts. */
  readonly draft: string;
  /** The message that is being written, or waits for another chat's answer to end. */
  readonly answering: Answering | null;
}

export interface Answering {
  readonly messageId: number;
  readonly isWaiting: boolean;
}

export type ChatEvent =
  | { readonly type: 'snapshot'; readonly chat: ChatView }
  | { readonly type: 'title'; readonly title: string }
  | { readonly type: 'settings'; readonly settings: ChatSettings }
  /** A turn began: both messages are stored. Another chat's answer may still run (`isWaiting`). */
  | ({
      readonly type: 'begun';
      readonly user: MessageView;
      readonly assistant: MessageView;
      readonly isWaiting: boolean;
    } & TurnsView)
  | {
      readonly type: 'started';
      readonly messageId: number;
      readonly reusedTokens: number;
      readonly toPrefillTokens: number;
      readonly lostTokens: number;
      readonly lostBecause: LostBecause | null;
    }
  | { readonly type: 'prefill'; readonly messageId: number; readonly doneTokens: number; readonly totalTokens: number }
  /** More text of the answer; `usedTokens` is the window's use with all of the answer so far. */
  | {
      readonly type: 'text';
      readonly messageId: number;
      readonly text: string;
      readonly decodedTokens: number;
      readonly usedTokens: number;
    }
  | ({ readonly type: 'ended'; readonly message: MessageView } & TurnsView)
  /** After pin, unpin, leave out, put back. */
  | ({ readonly type: 'turns' } & TurnsView)
  | { readonly type: 'deleted' };

export type GaugeLevel = 'ok' | 'notice' | 'warn' | 'over';

export interface NamedTurn {
  readonly turnId: number;
  readonly name: string;
  readonly tokens: number;
}

export interface GaugeSegment {
  readonly type: 'turn' | 'pinned' | 'draft' | 'reserve' | 'free';
  readonly tokens: number;
  readonly turn: NamedTurn | null;
  readonly isForgottenNext: boolean;
}

/** What sending the draft as it stands would do. With an empty draft: what the next send will do at least. */
export type SendingView =
  | { readonly type: 'fits' }
  | {
      readonly type: 'forgets';
      readonly turns: readonly NamedTurn[];
      readonly forgottenTokens: number;
      /** What must be read again, if nothing is prepared, and how long that takes at the speed measured so far. */
      readonly rereadTokens: number;
      readonly rereadMs: number | null;
    }
  | { readonly type: 'cannotFit'; readonly overByTokens: number; readonly cause: CannotFitCause };

export type CannotFitCause = 'draft' | 'pins' | 'lastExchange';

/** The gauge: window = limit + reserve; level = (used + draft) / limit at 75 %, 90 %, above 100 %. */
export interface Usage {
  readonly windowTokens: number;
  readonly reserveTokens: number;
  readonly limitTokens: number;
  readonly usedTokens: number;
  readonly draftTokens: number;
  readonly level: GaugeLevel;
  readonly segments: readonly GaugeSegment[];
  readonly sending: SendingView;
  /** Turns like those so far that still fit; null before the first. */
  readonly roomForTurns: number | null;
}

export type TurnOutcome =
  | { readonly type: 'begun'; readonly turnId: number }
  /** Nothing was stored or computed: sending would forget turns that were not accepted. */
  | { readonly type: 'needsChoice'; readonly usage: Usage }
  | { readonly type: 'cannotFit'; readonly usage: Usage };

/** What a pin, an unpin, leaving out or putting back would cost. */
export interface ChangePrice {
  readonly rereadTokens: number;
  readonly rereadMs: number | null;
  readonly usedTokensAfter: number;
  readonly isPossible: boolean;
}

/** One stretch of the window's places as the engine holds them after the last answer. */
export interface TokenStretch {
  readonly type: 'reused' | 'prefilled' | 'decoded';
  readonly tokens: number;
}

/** The engine's own numbers for the inspector. */
export interface CacheView {
  readonly windowTokens: number;
  readonly stretches: readonly TokenStretch[];
  readonly tokenCount: number;
  readonly capacityTokens: number;
  readonly usedBytes: number;
  readonly heldBytes: number;
  /** Tokens prepared in a second cache for the next send; 0 when there is none. */
  readonly preparedTokens: number;
  readonly caches: readonly {
    readonly chatId: number;
    readonly title: string;
    readonly tokenCount: number;
    readonly heldBytes: number;
  }[];
}
