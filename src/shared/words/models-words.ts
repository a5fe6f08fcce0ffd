import type { ModelCard, ModelChats, ModelOrigin, ModelProgress, ModelSpeed } from '../models-view.ts';
import type { ModelBringWords } from './models-bring-words.ts';
import type { ModelDevicesWords } from './models-devices-words.ts';
import type { ModelFetchWords } from './models-fetch-words.ts';

/** The Models page: those that are here, and how others come. */
export interface ModelsWords {
  readonly title: string;
  readonly lead: string;
  readonly back: string;
  /** What the door in the sidebar's foot leads to. */
  readonly door: (nameInUse: string) => string;
  /** Of a menu, and of the box that finds. */
  readonly open: string;
  readonly group: string;
  readonly loading: string;
  /** The list of the page's parts. */
  readonly contents: string;
  readonly cards: ModelCardsWords;
  readonly coming: ComingModelWords;
  readonly bring: ModelBringWords;
  readonly fetch: ModelFetchWords;
  readonly devices: ModelDevicesWords;
}

export interface ModelCardsWords {
  readonly title: string;
  readonly count: (models: number) => string;
  /** Only the one that is shipped is here. */
  readonly onlyShipped: string;
  readonly isCurrent: string;
  /** What it can do, in a line. */
  readonly does: (card: Pick<ModelCard, 'origin' | 'parameterCount' | 'languages'>) => string;
  readonly window: string;
  readonly windowSays: (tokens: number) => string;
  readonly windowMeans: (tokens: number) => string;
  readonly parameters: string;
  readonly parametersSay: (parameters: number) => string;
  readonly size: string;
  readonly sizeSays: (fileBytes: number) => string;
  /** With what was made of its files. */
  readonly sizeMeans: (diskBytes: number) => string;
  readonly precision: string;
  readonly deviceSays: (name: string, threadCount: number | null) => string;
  readonly speed: string;
  readonly speedSays: (speed: ModelSpeed | null) => string;
  readonly licence: string;
  readonly origin: string;
  readonly originSays: (origin: ModelOrigin) => string;
  readonly form: string;
  readonly languages: string;
  readonly languagesSays: (tags: readonly string[] | null) => string;
  readonly notKnown: string;
  readonly notYet: string;
  readonly take: string;
  readonly takeNamed: (name: string) => string;
  readonly loadAnyway: string;
  readonly check: string;
  readonly checkNamed: (name: string) => string;
  readonly cancelCheck: string;
  readonly cancelCheckNamed: (name: string) => string;
  readonly checking: string;
  readonly checked: string;
  readonly remove: string;
  readonly removeNamed: (name: string) => string;
  readonly showFolder: string;
  readonly showFolderNamed: (name: string) => string;
  readonly cannotBeRemoved: (origin: ModelOrigin) => string;
  /** What goes when it is removed, and what stays. */
  readonly removal: (name: string, diskBytes: number) => string;
  readonly removalOfCurrent: string;
  /** Which chats are left without it. */
  readonly chatsOf: (chats: ModelChats) => string;
  readonly yes: string;
  readonly no: string;
  readonly problem: string;
  /** It was loaded before. */
  readonly problemOfLoaded: string;
  /** What is loaded is not what was brought. */
  readonly isChanged: string;
  /** Told to a screen reader. */
  readonly done: Readonly<Record<'removed' | 'arrived' | 'used', (name: string) => string>>;
}

export interface ComingModelWords {
  readonly title: (name: string) => string;
  readonly step: Readonly<Record<ModelProgress['step'], string>>;
  readonly bytes: (doneBytes: number, totalBytes: number) => string;
  readonly speed: (bytesPerSecond: number) => string;
  readonly left: (milliseconds: number) => string;
  /** Told to a screen reader now and then. */
  readonly said: (step: ModelProgress['step'], tenths: number | null) => string;
  readonly cancel: string;
  readonly cancelNamed: (name: string) => string;
  /** Another one was brought meanwhile, and was not looked at. */
  readonly turnedAway: (name: string) => string;
  /** Chats go on meanwhile. */
  readonly meanwhile: string;
}
