import type { CacheView } from '../../../shared/cache-view.ts';
import type { ModelSwitchView } from '../../../shared/chat-model-view.ts';
import { type AppSettings, initialSettings } from '../../../shared/settings.ts';
import type { SendingView, Usage } from '../../../shared/usage-view.ts';
import type {
  ChatSummary,
  EngineView,
  FailureView,
  ModelSourceView,
  ModelView,
  RequestsView,
  StorageView,
} from '../../../shared/views.ts';
import type { ForgotView } from '../../../shared/window-view.ts';
import type { LinkState } from '../connect.ts';
import type { ChatState } from './chat-state.ts';
import type { RefusedWords } from './draft-entry.ts';
import type { MeasuredDraft } from './draft-meter.ts';
import { isLongDraft } from './draft-pause.ts';
import type { ErasureQuestion } from './erasure-question.ts';
import type { ImportStep } from './import-step.ts';
import { toldUsage } from './told-usage.ts';
import type { ShownOffer } from './undo.ts';
import type { WantedMessage } from './wanted-message.ts';

/** Something that did not work, as it is told near the composer. */
export type Mishap = FailureView;

/**
 * Sending (or asking again) would forget turns that were not accepted, or cannot be: the person decides. It carries the plan
 * that it is about, which need not be the present draft's.
 */
export interface Question {
  readonly type: 'send' | 'retry' | 'continue' | 'edit';
  /** The turn to ask again, or to go on with; null when sending. */
  readonly retryTurnId: number | null;
  /** Other words for a message; only of an edit. */
  readonly edit?: MessageEdit;
  /** Turns that the try brings back. */
  readonly bringBack?: readonly number[];
  readonly usage: Usage;
}

/** Words in the place of a turn's message. */
export interface MessageEdit {
  readonly turnId: number;
  readonly text: string;
}

/** A chat that was deleted on this page and can be brought back with one press. */
export interface Deletion {
  readonly chatId: number;
  readonly title: string;
  /** It was archived, not deleted: it is in the archive. */
  readonly isArchived?: true;
}

/** What the middle column shows. */
export type Place = 'chat' | 'models';

/** A model that somebody brought from anywhere on the page: where it lies on the core's machine, or files that a browser sends. */
export type BroughtModel =
  | { readonly type: 'path'; readonly path: string }
  | { readonly type: 'files'; readonly name: string; readonly files: readonly File[] };

/** Everything the page shows, except the text that is being written. */
export interface PageState {
  readonly link: LinkState;
  /** False until the core answered for the first time. */
  readonly isLoaded: boolean;
  readonly version: string;
  readonly engine: EngineView;
  readonly model: ModelView | null;
  readonly modelSource: ModelSourceView;
  readonly modelSwitch: ModelSwitchView;
  readonly chats: readonly ChatSummary[];
  readonly place: Place;
  /** What was dropped or opened, until the Models page looks at it. */
  readonly broughtModel: BroughtModel | null;
  readonly openChatId: number | null;
  /** Null while the chat is being opened. */
  readonly chat: ChatState | null;
  readonly draft: string;
  /** The newest measurement of a draft of this chat: only what was asked by measuring. Null until the first. */
  readonly measured: MeasuredDraft | null;
  /** Why the present draft could not be counted. */
  readonly countMishap: Mishap | null;
  /** Why the words in the composer are not stored. */
  readonly keepMishap: Mishap | null;
  /** Words that were too long to enter the composer, until they are taken in part or dismissed. */
  readonly refused: RefusedWords | null;
  /** The turns that the page names as forgotten next, and since when each has been named, in ms. */
  readonly namedSinceMs: ReadonlyMap<number, number>;
  readonly question: Question | null;
  /** What is asked before a turn is erased. */
  readonly erasure: ErasureQuestion | null;
  readonly isSending: boolean;
  /** A greedy turn that was asked again, and what it had said: where it says that again, chance is offered. */
  readonly chanceOffer: { readonly turnId: number; readonly text: string } | null;
  /** Null: nothing is being opened. */
  readonly importing: ImportStep | null;
  /** The chats that the export dialog was opened on; null while it is closed. */
  readonly exportedChatIds: readonly number[] | null;
  /** Something was copied a moment ago. */
  readonly isCopied: boolean;
  readonly mishap: Mishap | null;
  readonly cache: CacheView | null;
  /** The message that is to be shown as soon as it is there. */
  readonly wanted: WantedMessage | null;
  /** The chats deleted on this page that can be brought back with one press each, the one deleted last at the end. */
  readonly deletions: readonly Deletion[];
  /** Chats that were deleted and can be brought back at all. */
  readonly deletedCount: number;
  /** The chat that came back, until the list has given it the focus. */
  readonly focusChatId: number | null;
  /** What was done to the open chat's window and can be taken back with one press. */
  readonly offer: ShownOffer | null;
  readonly storage: StorageView;
  readonly settings: AppSettings;
  /** What went out to the network; null until the core answered. */
  readonly requests: RequestsView | null;
  /** The core took the place of one that ended unexpectedly, and that has not been read yet. */
  readonly isStartedAgain: boolean;
}

export const initialPageState: PageState = {
  link: 'connecting',
  isLoaded: false,
  version: '',
  engine: { type: 'starting' },
  model: null,
  modelSource: 'bundled',
  modelSwitch: { here: [], inUseId: '', coming: null, refused: null },
  chats: [],
  place: 'chat',
  broughtModel: null,
  openChatId: null,
  chat: null,
  draft: '',
  measured: null,
  countMishap: null,
  keepMishap: null,
  refused: null,
  namedSinceMs: new Map(),
  question: null,
  erasure: null,
  isSending: false,
  chanceOffer: null,
  importing: null,
  exportedChatIds: null,
  isCopied: false,
  mishap: null,
  cache: null,
  wanted: null,
  deletions: [],
  deletedCount: 0,
  focusChatId: null,
  offer: null,
  storage: { type: 'ok' },
  settings: initialSettings('app'),
  requests: null,
  isStartedAgain: false,
};

/** What a new chat on the screen begins with. */
export const closedChat = {
  chat: null,
  draft: '',
  measured: null,
  countMishap: null,
  keepMishap: null,
  refused: null,
  namedSinceMs: new Map<number, number>(),
  question: null,
  erasure: null,
  mishap: null,
  chanceOffer: null,
  cache: null,
  wanted: null,
  offer: null,
} satisfies Partial<PageState>;

/** Whether words can be written at all: where nothing can be stored, nothing is taken. */
export function canWrite({ chat, storage }: PageState): boolean {
  return chat !== null && storage.type !== 'readOnly';
}

/** The plan on the screen: of what is asked, else of the draft as far as the chat wants it told. */
export function shownUsage({ question, measured, chat }: PageState): Usage | null {
  if (question) return question.usage;
  return measured && toldUsage(measured.usage, chat?.settings.telling ?? 'show');
}

/** What sending would do, as it is shown; null where that is not known, and once it is sent. */
export function shownSending(state: PageState): SendingView | null {
  if (state.question === null && isJustSent(state)) return null;
  return shownUsage(state)?.sending ?? null;
}

/** The words that are counted as a draft have left the composer. */
export function isJustSent({ measured }: PageState): boolean {
  return measured?.isSent ?? false;
}

/** What the newest turn made the model forget; null where that is nothing. */
export function newestForgot({ chat }: PageState): ForgotView | null {
  return chat?.blocks.at(-1)?.turns.at(-1)?.assistant?.forgot ?? null;
}

/** Whether the number of the draft is of the words that stand there: long ones are counted only after a pause. */
export function isDraftCounted({ countMishap, question, measured, draft }: PageState): boolean {
  if (question !== null) return true;
  return countMishap === null && (!isLongDraft(draft) || measured === null || measured.text === draft);
}

/** The open chat's title as its list has it, which learns of a new one first; empty until the first words are said. */
export function openChatTitle({ chat, chats }: PageState): string {
  if (!chat) return '';
  return chats.find((summary) => summary.id === chat.id)?.title ?? chat.title;
}

/** Whether the open chat is in the archive, not in the list. */
export function isOpenChatArchived({ chat, chats }: PageState): boolean {
  return chat !== null && chats.some(({ id, archivedAtMs }) => id === chat.id && archivedAtMs !== undefined);
}
