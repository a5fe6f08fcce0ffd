import type { LostBecause } from '../receipt-view.ts';
import type { ChatSettings } from '../settings.ts';
import type { CannotFitCause } from '../usage-view.ts';
import type { AnswersWords, TooLongWords } from './answers-words.ts';
import type { BranchWords } from './branch-words.ts';
import type { ChatModelWords } from './chat-model-words.ts';
import type { ChatsWords } from './chats-words.ts';
import type { DataWords } from './data-words.ts';
import type { EraseWords } from './erase-words.ts';
import type { ErrorWords } from './error-words.ts';
import type { ExportWords } from './export-words.ts';
import type { ExportedWords } from './exported-words.ts';
import type { FindWords, PaletteWords } from './finding-words.ts';
import type { ForgettingWords, ForgottenWords, TurnChangeWords } from './forgetting-words.ts';
import type { FormWords } from './form-words.ts';
import type { Formats } from './formats.ts';
import type { ImportWords } from './import-words.ts';
import type { InspectorWords } from './inspector-words.ts';
import type { LinkWords } from './link-words.ts';
import type { MenuWords } from './menu-words.ts';
import type { ModelWordsShown, RequestsWords } from './model-words.ts';
import type { ModelsWords } from './models-words.ts';
import type { PlaceWords } from './place-words.ts';
import type { ReceiptTerm } from './receipt-term.ts';
import type { ReplayWords } from './replay-words.ts';
import type { SettingsWords } from './settings-words.ts';
import type { TerminalWords } from './terminal-words.ts';
import type { TourWords } from './tour-words.ts';
import type { WhyUnknownWords } from './why-unknown-words.ts';

/**
 * Every word that is shown, in one language: by the page, the application's menu and boxes, and on a terminal. Another language
 * is one more set of files.
 */
export interface Words {
  /** BCP 47, for the document and for Intl. */
  readonly languageTag: string;
  readonly direction: 'ltr' | 'rtl';
  readonly formats: Formats;
  readonly brand: string;
  readonly menu: MenuWords;
  readonly link: LinkWords;
  readonly chats: ChatsWords;
  readonly chatModel: ChatModelWords;
  readonly place: PlaceWords;
  readonly palette: PaletteWords;
  readonly find: FindWords;
  readonly header: HeaderWords;
  readonly messages: MessagesWords;
  readonly answers: AnswersWords;
  readonly branch: BranchWords;
  readonly tooLong: TooLongWords;
  readonly whyUnknown: WhyUnknownWords;
  readonly receipt: ReceiptWords;
  readonly composer: ComposerWords;
  readonly gauge: GaugeWords;
  readonly forgetting: ForgettingWords;
  readonly forgotten: ForgottenWords;
  readonly turnChange: TurnChangeWords;
  readonly firstWindow: FirstWindowWords;
  readonly tour: TourWords;
  readonly importing: ImportWords;
  readonly inspector: InspectorWords;
  readonly replay: ReplayWords;
  readonly settings: SettingsWords;
  readonly data: DataWords;
  readonly erase: EraseWords;
  readonly model: ModelWordsShown;
  readonly models: ModelsWords;
  readonly forms: FormWords;
  readonly requests: RequestsWords;
  readonly exporting: ExportWords;
  readonly exported: ExportedWords;
  readonly terminal: TerminalWords;
  readonly errors: ErrorWords;
  /** Of an error that this version knows nothing of but its code. */
  readonly unknownError: (code: string) => string;
}

export interface HeaderWords {
  readonly documentTitle: (chatTitle: string) => string;
  readonly rename: string;
  readonly replySettings: string;
  /** How the next answer is chosen, and how long it may be. */
  readonly reply: (settings: Pick<ChatSettings, 'isGreedy' | 'temperature' | 'maxReplyTokens'>) => string;
  readonly replyIs: (reply: string) => string;
  readonly showInspector: string;
  readonly hideInspector: string;
}

export interface MessagesWords {
  readonly transcript: string;
  readonly you: string;
  /** Who answered, where that is not known. */
  readonly model: string;
  /** Of the model that wrote an answer: how exactly, and where. */
  readonly computedOn: (precision: string, device: string) => string;
  readonly tokens: (tokens: number) => string;
  /** What a turn's tokens are made of: those of its messages, and what the form has around them. */
  readonly turnTokens: (turn: number, own: number, answer: number | null) => string;
  readonly pinned: string;
  readonly leftOut: string;
  /** Null: when is not known. */
  readonly forgottenAt: (time: string | null) => string;
  /** Of a turn that failed before its first word: it was never part of the window. */
  readonly neverSeen: string;
  readonly forgottenNext: string;
  readonly writing: string;
  /** Nothing has come for some seconds. */
  readonly slow: string;
  readonly waiting: string;
  readonly reading: (done: number, total: number) => string;
  readonly stopped: string;
  readonly cutOff: string;
  readonly cutAtLength: string;
  readonly failed: string;
  readonly latest: string;
  readonly answered: (name: string, text: string) => string;
  readonly turnActions: (turnName: string) => string;
}

export interface ReceiptWords {
  readonly reused: ReceiptTerm;
  readonly shared: ReceiptTerm;
  readonly read: ReceiptTerm;
  readonly unread: ReceiptTerm;
  readonly written: ReceiptTerm;
  readonly preparedSays: (tokens: number) => string;
  /** The model that wrote it, where that is another one than before. */
  readonly by: (name: string, precision: string, device: string) => string;
  readonly firstToken: (milliseconds: number) => string;
  readonly speed: (tokensPerSecond: number) => string;
  readonly readAgain: (tokens: number, because: LostBecause | null) => string;
  readonly readAgainSays: string;
}

export interface ComposerWords {
  readonly message: string;
  readonly placeholder: string;
  readonly send: string;
  readonly stop: string;
  readonly escape: string;
  readonly stillWriting: string;
  readonly stillWaiting: string;
  readonly keys: string;
  readonly cannotWrite: string;
  /** The draft could not be stored; `why` is the failure's own sentence. */
  readonly notKept: (why: string) => string;
}

export interface GaugeWords {
  readonly name: string;
  readonly counting: string;
  /** Nothing is counted, and nothing will be: there is no model to count with. */
  readonly unknown: string;
  readonly notCounted: (why: string) => string;
  readonly used: (used: number, limit: number) => string;
  /** Null: not counted. */
  readonly draft: (tokens: number | null) => string;
  /** Of words that left the composer and are not part of what is counted as said yet. */
  readonly sent: (tokens: number) => string;
  readonly over: (tokens: number) => string;
  readonly reply: (reply: number) => string;
  /** `model`: of the whole window, where only a part of it is used. */
  readonly limit: (limit: number, reply: number, window: number, model: number | null) => string;
  readonly clamped: (set: number, room: number) => string;
  readonly empty: string;
  readonly room: (turns: number) => string;
  readonly notice: (percent: number, turns: number | null) => string;
  /** `next`: so many turns will go. */
  readonly warn: (percent: number, next: number | null) => string;
  readonly forgets: (turns: number, hasDraft: boolean) => string;
  readonly tooLong: (overBy: number, cause: CannotFitCause) => string;
  readonly segment: {
    readonly opening: (tokens: number) => string;
    readonly turn: (name: string, tokens: number) => string;
    readonly pinned: (name: string, tokens: number) => string;
    readonly answer: (tokens: number) => string;
    readonly draft: (tokens: number) => string;
    readonly free: (tokens: number) => string;
    readonly reserve: (tokens: number) => string;
    readonly forgottenNext: string;
  };
}

export interface FirstWindowWords {
  readonly sentence: string;
  /** One that ends with a blank is to be gone on with; the others are whole, and are sent as they are. */
  readonly examples: readonly string[];
  readonly examplesList: string;
  readonly model: (name: string, parameters: number, isBundled: boolean) => string;
}
