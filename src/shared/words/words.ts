import type { CannotFitCause, LostBecause, Receipt, WindowPolicy } from '../views.ts';
import type { Formats } from './formats.ts';
import type { SettingsWords } from './settings-words.ts';

/** What an error's `details` may fill a sentence with. */
export type ErrorDetails = Readonly<Record<string, string | number>>;

/** Every word that the page, its title and the application's menu show, in one language. Another language is one more file. */
export interface Words {
  /** BCP 47, for the document and for Intl. */
  readonly languageTag: string;
  readonly formats: Formats;
  readonly brand: string;
  readonly menu: MenuWords;
  readonly link: LinkWords;
  readonly chats: ChatsWords;
  readonly header: HeaderWords;
  readonly messages: MessagesWords;
  readonly receipt: ReceiptWords;
  readonly composer: ComposerWords;
  readonly gauge: GaugeWords;
  readonly forgetting: ForgettingWords;
  readonly firstWindow: FirstWindowWords;
  readonly inspector: InspectorWords;
  readonly settings: SettingsWords;
  /** A sentence for an error's code; the core's own sentence is shown for codes that are not here. */
  readonly errors: Readonly<Record<string, (details: ErrorDetails) => string>>;
}

export interface MenuWords {
  readonly file: string;
  readonly newChat: string;
  readonly close: string;
  readonly quit: string;
  readonly edit: string;
  readonly undo: string;
  readonly redo: string;
  readonly cut: string;
  readonly copy: string;
  readonly paste: string;
  readonly selectAll: string;
  readonly view: string;
  readonly reload: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly resetZoom: string;
  readonly fullScreen: string;
  readonly developerTools: string;
  readonly window: string;
  readonly minimize: string;
  readonly help: string;
  readonly about: string;
}

export interface LinkWords {
  readonly connecting: string;
  readonly noToken: string;
  readonly gone: string;
  readonly starting: string;
  readonly restarting: { readonly ended: string; readonly hung: string; readonly link: string };
  readonly tryAgain: string;
  readonly dismiss: string;
  readonly pageFailed: string;
  readonly reload: string;
}

export interface ChatsWords {
  readonly list: string;
  readonly show: string;
  readonly hide: string;
  readonly newChat: string;
  readonly untitled: string;
  readonly warm: (tokens: number) => string;
  readonly cold: string;
  readonly writing: string;
  readonly now: string;
  readonly actions: (title: string) => string;
  readonly rename: string;
  readonly remove: string;
  readonly newTitle: string;
  readonly removed: (title: string) => string;
  readonly undo: string;
  readonly machine: (provider: string, threads: number) => string;
  readonly bundled: (parameters: number) => string;
  readonly noModel: string;
}

export interface HeaderWords {
  readonly documentTitle: (chatTitle: string) => string;
  readonly rename: string;
  readonly replySettings: string;
  readonly greedy: string;
  readonly sampled: (temperature: number) => string;
  readonly reply: (tokens: number) => string;
  readonly showInspector: string;
  readonly hideInspector: string;
}

export interface MessagesWords {
  readonly transcript: string;
  readonly you: string;
  readonly model: string;
  readonly tokens: (tokens: number) => string;
  readonly pinned: string;
  readonly leftOut: string;
  readonly noLongerSeen: string;
  /** Of a turn that failed before its first word: it was never part of the window. */
  readonly neverSeen: string;
  readonly forgottenNext: string;
  readonly writing: string;
  readonly waiting: string;
  readonly reading: (done: number, total: number) => string;
  readonly stopped: string;
  readonly cutOff: string;
  readonly cutAtLength: string;
  readonly failed: string;
  readonly tryAgain: string;
  readonly latest: string;
  readonly answered: (name: string, text: string) => string;
  readonly line: (tokens: number, atMs: number) => string;
  readonly turnActions: (turnName: string) => string;
  readonly change: {
    readonly pin: string;
    readonly unpin: string;
    readonly leaveOut: string;
    readonly putBack: string;
  };
  readonly price: (rereadTokens: number, rereadMs: number | null, usedAfter: number) => string;
  readonly notPossible: string;
  readonly waitForEnd: string;
}

export interface ReceiptWords {
  readonly reused: (tokens: number) => string;
  readonly prefilled: (tokens: number) => string;
  readonly decoded: (tokens: number) => string;
  readonly firstToken: (milliseconds: number) => string;
  readonly speed: (tokensPerSecond: number) => string;
  readonly lost: (tokens: number, because: LostBecause) => string;
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
}

export interface GaugeWords {
  readonly name: string;
  readonly counting: string;
  readonly used: (used: number, limit: number) => string;
  readonly draft: (tokens: number) => string;
  readonly reply: (tokens: number) => string;
  readonly empty: string;
  readonly room: (turns: number) => string;
  readonly notice: (percent: number, turns: number | null) => string;
  readonly warn: (percent: number) => string;
  readonly forgets: (turnNames: readonly string[], hasDraft: boolean) => string;
  readonly tooLong: (overBy: number, cause: CannotFitCause) => string;
  readonly segment: {
    readonly turn: (name: string, tokens: number) => string;
    readonly pinned: (name: string, tokens: number) => string;
    readonly answer: (tokens: number) => string;
    readonly draft: (tokens: number) => string;
    readonly free: (tokens: number) => string;
    readonly reserve: (tokens: number) => string;
    readonly forgottenNext: string;
  };
}

export interface ForgettingWords {
  readonly panel: string;
  readonly title: (turns: number, hasDraft: boolean) => string;
  readonly cost: (forgotten: number, reread: number, rereadMs: number | null) => string;
  readonly turn: (name: string) => string;
  readonly pin: (name: string) => string;
  readonly shorten: (tokens: number) => string;
  readonly goesAhead: string;
  readonly willAsk: string;
  readonly question: (turns: number) => string;
  readonly forgetAndSend: string;
  readonly forgetAndRetry: string;
  readonly keepWriting: string;
  readonly doNotAsk: string;
  readonly cannotFit: (overBy: number, cause: CannotFitCause) => string;
  readonly remedy: (overBy: number, cause: CannotFitCause) => string;
  readonly unpin: (name: string) => string;
  readonly leaveLastOut: string;
}

export interface FirstWindowWords {
  readonly sentence: string;
  readonly terms: readonly {
    readonly term: string;
    readonly kind: 'plain' | 'reused' | 'warn';
    readonly says: string;
  }[];
  readonly examples: readonly string[];
  readonly examplesList: string;
  readonly model: (name: string, parameters: number, isBundled: boolean) => string;
}

export interface InspectorWords {
  readonly name: string;
  readonly tabs: { readonly window: string; readonly cache: string };
  readonly places: (windowTokens: number) => string;
  readonly kinds: {
    readonly reused: string;
    readonly prefilled: string;
    readonly decoded: string;
    readonly free: string;
  };
  readonly map: (reused: number, prefilled: number, decoded: number, free: number) => string;
  readonly memory: string;
  readonly formula: (layers: number, tokens: number, heads: number, headSize: number) => string;
  readonly computed: (bytes: number) => string;
  readonly measured: (usedBytes: number, heldBytes: number, capacity: number) => string;
  readonly prepared: (tokens: number) => string;
  readonly lastTurn: string;
  readonly noTurn: string;
  readonly rows: {
    readonly counts: string;
    readonly prefill: string;
    readonly firstToken: string;
    readonly speed: string;
    readonly endedBy: string;
    readonly seed: string;
    readonly device: string;
    readonly lostBecause: string;
  };
  readonly endedBy: Readonly<Record<Receipt['endedBy'], string>>;
  readonly lostBecause: Readonly<Record<LostBecause, string>>;
  readonly nothing: string;
  readonly caches: string;
  readonly columns: { readonly chat: string; readonly tokens: string; readonly held: string };
  readonly noCaches: string;
  readonly cacheExplained: string;
}

export type PolicyWords = Readonly<Record<WindowPolicy, { readonly name: string; readonly says: string }>>;
