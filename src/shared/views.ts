import type { ChatFormView, FormName } from './chat-form-view.ts';
import type { ModelSwitchView, OtherModelView } from './chat-model-view.ts';
import type { OpenedFromOutside } from './import-view.ts';
import type { LostBecause, ReceiptView } from './receipt-view.ts';
import type { AppSettings, ChatSettings } from './settings.ts';
import type { Usage } from './usage-view.ts';
import type { ForgotView } from './window-view.ts';
import type { WireError } from './wire.ts';

/** What the core tells the page. Every number in here comes from the engine, the store or the window's plan. */

export type EngineView =
  | { readonly type: 'starting' }
  | { readonly type: 'ready' }
  | { readonly type: 'restarting'; readonly reason: 'ended' | 'hung' | 'device' }
  | ({ readonly type: 'failed' } & WireError);

export interface ModelView {
  readonly name: string;
  /** How turns are written for it. */
  readonly form: ChatFormView;
  readonly parameterCount: number;
  readonly windowTokens: number;
  readonly precision: string;
  readonly provider: string;
  readonly threadCount: number;
  /** The model that the application ships with: of it the page says what it can do. */
  readonly isBundled: boolean;
  /** Those of its training, BCP 47; null where that is not known, as of a folder of one's own. */
  readonly languages: readonly string[] | null;
  /** As the manifest names it; null where none does. */
  readonly licence: string | null;
  readonly layerCount: number;
  readonly headCount: number;
  readonly headSize: number;
  /** Of the keys and values of one token, as the engine counts them. */
  readonly cacheBytesPerToken: number;
}

/** Whether the model in use, or the one that could not be used, is the one that comes with the application. */
export type ModelSourceView = 'bundled' | 'folder' | 'library';

export interface ChatSummary {
  readonly id: number;
  /** Empty until the first words are said. */
  readonly title: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** When it was put away: it is in the archive, not in the list. Left out: it is in the list. */
  readonly archivedAtMs?: number;
  /** Since when it is kept on top of the list. Left out: it is not. */
  readonly pinnedAtMs?: number;
  /** Left out: no answer is under way in it. */
  readonly isAnswering?: true;
  /** Tokens of this chat that a cache in the engine's memory holds; 0 is cold. */
  readonly cachedTokens: number;
  /** How much of a model's window it was given; left out: all of it. */
  readonly usedWindowTokens?: number;
}

export type AppEvent =
  | {
      readonly type: 'snapshot';
      readonly version: string;
      readonly engine: EngineView;
      readonly model: ModelView | null;
      readonly modelSource: ModelSourceView;
      readonly modelSwitch: ModelSwitchView;
      /** The one that was used last first: by `updatedAtMs`, then `id`. */
      readonly chats: readonly ChatSummary[];
      /** The chat that was open last; null where none can be made because nothing can be written. */
      readonly openChatId: number | null;
      readonly storage: StorageView;
      /** When this core took the place of one that ended unexpectedly; null when none did. */
      readonly startedAgainAtMs: number | null;
      readonly settings: AppSettings;
      /** Chats that were deleted and can be brought back. */
      readonly deletedCount: number;
      readonly requests: RequestsView;
      /** What was opened from outside the pages, and is still to be dealt with. */
      readonly offered: OpenedFromOutside | null;
      /** See `deviceGivenUp` below: where no page was there when it happened. */
      readonly deviceGivenUp: WireError | null;
    }
  | { readonly type: 'engine'; readonly engine: EngineView }
  | { readonly type: 'model'; readonly model: ModelView }
  /** The model was computed on a device that failed, and is not computed on it any more. Told once. */
  | { readonly type: 'deviceGivenUp'; readonly failure: WireError }
  | { readonly type: 'modelSource'; readonly modelSource: ModelSourceView }
  | { readonly type: 'modelSwitch'; readonly modelSwitch: ModelSwitchView }
  /** What is different of the list: changed and new ones as they are now, and those that left it. */
  | { readonly type: 'chats'; readonly changed: readonly ChatSummary[]; readonly removedIds: readonly number[] }
  /** The engine holds other caches, or more or less in them: `cache.inspect` tells what. */
  | { readonly type: 'caches' }
  | { readonly type: 'settings'; readonly settings: AppSettings }
  | { readonly type: 'deleted'; readonly deletedCount: number }
  | { readonly type: 'requests'; readonly requests: RequestsView }
  | { readonly type: 'offered'; readonly offered: OpenedFromOutside | null }
  | { readonly type: 'storage'; readonly storage: StorageView };

/** What went out to the network since this core was started, and what was kept from it. */
export interface RequestsView {
  readonly sent: number;
  /** Of the page, by the shell around it; null where the page is a browser's, which nobody here can watch. */
  readonly refused: number | null;
  readonly sinceMs: number;
}

/** Whether what is said can be kept. `failing`: the last write did not succeed, a later one may. */
export type StorageView =
  | { readonly type: 'ok' }
  | { readonly type: 'readOnly'; readonly failure: FailureView }
  | { readonly type: 'failing'; readonly failure: FailureView };

/** Why something did not work; a catalogue makes a sentence of it (`words/sentence-of.ts`). */
export type FailureView = WireError;

/** Which model wrote an answer, as it was then. */
export interface AnsweredBy {
  /** The checkpoint's hash. */
  readonly modelHash: string;
  readonly modelName: string;
  readonly precision: string;
  readonly device: string;
}

export interface MessageView {
  readonly id: number;
  /** The id of the user's message of the turn. */
  readonly turnId: number;
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly state: 'streaming' | 'done' | 'stopped' | 'failed';
  readonly tokenCount: number;
  readonly createdAtMs: number;
  readonly receipt: ReceiptView | null;
  /** Why an answer failed, when it did. */
  readonly failure: FailureView | null;
  /** Null with a user's message, and with answers written before this was stored. */
  readonly answeredBy: Omit<AnsweredBy, 'modelHash'> | null;
  /** Its ids are of another vocabulary: `tokenCount` is what its words are for the model in use, and not what was written. */
  readonly isRecounted?: true;
  /** How an answer's prompt was written; left out: each message with the end token behind it. */
  readonly form?: FormName;
  /** Another model, or another precision or device, than of the answer before it. */
  readonly isByOther?: true;
  /** The key that its page gave a user's message when it was sent: a page that lost its line learns that it was stored. */
  readonly sendKey?: string;
  /** What sending this made the model forget; left out with a user's message, and where nothing was. */
  readonly forgot?: ForgotView;
  /** The turn that an answer did not see and that shares its question's rare words; mostly there is none. */
  readonly unseen?: UnseenTurn;
  /** The ids that it was imported with did not fit its words, and were made anew. */
  readonly areIdsRenewed?: true;
  /** A person wrote it in the place of an answer of the model. */
  readonly isEdited?: true;
  /** The ids of all that stand in its place on branches of the chat, its own among them, the oldest first; mostly it is alone. */
  readonly beside?: readonly number[];
}

/** A turn that would have told what was asked for, as far as words go (docs/why-unknown.md). */
export interface UnseenTurn {
  readonly turnId: number;
  /** Its first words. */
  readonly name: string;
  /** The user's own words told it; false: the model's did, or both together. */
  readonly isSaidByUser: boolean;
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

/**
 * Where the model's sight begins: drawn above this turn, right behind what is not seen. `tokens` counts all that stands above and
 * is not seen, `seenAbove` the turns there that are: pinned ones, or the first that is kept, with forgotten ones behind it.
 */
export interface ForgettingLine {
  readonly beforeTurnId: number;
  readonly seenAbove: number;
  readonly tokens: number;
  readonly atMs: number;
}

/**
 * Turns of one chat as they stand: all that are told, or after something changed those that are different. Ids ascend along a
 * chat: each takes the place of the one with its id, or the place among the others that its id gives it.
 */
export interface TurnsView {
  readonly turns: readonly TurnView[];
  readonly forgetting: ForgettingLine | null;
}

export interface ChatView extends TurnsView {
  readonly id: number;
  readonly title: string;
  readonly settings: ChatSettings;
  /** The longest reply that was set, where it is more than half of the window in use and `settings` holds less; else null. */
  readonly clampedReplyTokens: number | null;
  /** What the model's own files say: what the settings' "reset" goes back to. */
  readonly defaultSettings: ChatSettings;
  /** The newest, in order, with their turns. What stands before comes by `earlier` events. */
  readonly messages: readonly MessageView[];
  /** Nothing stands before them. */
  readonly isWhole: boolean;
  /** Unsent words, kept across restarts. */
  readonly draft: string;
  /** The message that is being written, or waits for another chat's answer to end. */
  readonly answering: Answering | null;
  /** Null: it goes on with the model in use. */
  readonly otherModel: OtherModelView | null;
}

export interface Answering {
  readonly messageId: number;
  readonly isWaiting: boolean;
}

export type ChatEvent =
  | { readonly type: 'snapshot'; readonly chat: ChatView }
  | { readonly type: 'title'; readonly title: string }
  | ({ readonly type: 'settings' } & Pick<ChatView, 'settings' | 'defaultSettings' | 'clampedReplyTokens'>)
  | ({ readonly type: 'otherModel' } & Pick<ChatView, 'otherModel'>)
  /** Messages that stand before all that were told, in order, with their turns. */
  | ({ readonly type: 'earlier'; readonly messages: readonly MessageView[]; readonly isWhole: boolean } & TurnsView)
  /**
   * A turn began: `messages` are stored (the user's, but when a turn is asked again, and the empty answer `messageId`), and stand
   * behind the message `keptThrough`; what stood there before is no longer part of the branch. Null: they are the first.
   */
  | ({
      readonly type: 'begun';
      readonly keptThrough: number | null;
      readonly messages: readonly MessageView[];
      readonly messageId: number;
      /** Another chat's answer still runs. */
      readonly isWaiting: boolean;
    } & TurnsView)
  | {
      readonly type: 'started';
      readonly messageId: number;
      readonly reusedTokens: number;
      readonly preparedTokens: number;
      readonly sharedTokens: number;
      readonly toPrefillTokens: number;
      /** Part of `toPrefillTokens`: was read or written in this chat before. */
      readonly rereadTokens: number;
      readonly lostTokens: number;
      readonly lostBecause: LostBecause | null;
    }
  /** `heldTokens`: places of the window that the engine holds now. */
  | {
      readonly type: 'prefill';
      readonly messageId: number;
      readonly doneTokens: number;
      readonly totalTokens: number;
      readonly heldTokens: number;
    }
  /** More text of the answer; `usedTokens` is the window's use with all that was sampled so far. */
  | {
      readonly type: 'text';
      readonly messageId: number;
      readonly text: string;
      readonly decodedTokens: number;
      readonly usedTokens: number;
      readonly heldTokens: number;
    }
  | ({ readonly type: 'ended'; readonly message: MessageView } & TurnsView)
  /** The answer that was under way on another branch than the one that is shown. */
  | { readonly type: 'endedElsewhere' }
  /** After pin, unpin, leave out, put back. */
  | ({ readonly type: 'turns' } & TurnsView)
  | { readonly type: 'deleted' };

export type TurnOutcome =
  | { readonly type: 'begun'; readonly turnId: number }
  /** Nothing was stored or computed: sending would forget turns that were not accepted. */
  | { readonly type: 'needsChoice'; readonly usage: Usage }
  | { readonly type: 'cannotFit'; readonly usage: Usage };
