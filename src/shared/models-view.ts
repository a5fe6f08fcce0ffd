import type { ChatFormView } from './chat-form-view.ts';
import type { WireError } from './wire.ts';

/** The model that is shipped, the one whose folder was named at the start, or the name of one in the library. */
export type ModelId = string;

/** Where a model of the library came from. */
export type ModelOrigin =
  | { readonly type: 'shipped' }
  /** The library cannot tell it any more. */
  | { readonly type: 'unknown' }
  | { readonly type: 'folder'; readonly path: string }
  /** `commit`: of the hub's repository, as it was looked up. */
  | { readonly type: 'hub'; readonly repository: string; readonly commit: string };

/** A model that can be used, as the Models page shows it. */
export interface ModelCard {
  readonly modelId: ModelId;
  readonly name: string;
  readonly origin: ModelOrigin;
  /** The engine works with it, or will as soon as it has started. */
  readonly isCurrent: boolean;
  /** The shipped one, and the one that was named at the start, cannot. */
  readonly canBeRemoved: boolean;
  /** BCP 47: those that it was trained on; null where nothing says. */
  readonly languages: readonly string[] | null;
  readonly licence: string | null;
  readonly windowTokens: number;
  readonly parameterCount: number | null;
  /** Its own files, and all that was made of them (graphs). */
  readonly fileBytes: number;
  readonly diskBytes: number;
  /** As it is computed with; null before it was loaded here. */
  readonly precision: string | null;
  readonly form: ChatFormView | null;
  /** Measured on this machine when it was used last; null before. */
  readonly speed: ModelSpeed | null;
  /** Why it cannot be used as it is. */
  readonly problem: WireError | null;
  /** It was loaded, and is not the checkpoint that a person brought: its files changed since. */
  readonly isChanged: boolean;
}

export interface ModelSpeed {
  readonly device: string;
  readonly decodeTokensPerSecond: number;
}

/** What loading a model takes, compared with what this machine has free. */
export interface MemoryNeed {
  readonly weightBytes: number;
  /** Of two whole windows: that of the chat, and the one prepared beside it. */
  readonly cacheBytes: number;
  /** With a margin for everything else. */
  readonly neededBytes: number;
  readonly availableBytes: number;
}

/** The chats that go on with a model, and would be left without it: those of the archive too, none that was deleted. */
export interface ModelChats {
  readonly count: number;
  /** Of the three used last. */
  readonly titles: readonly string[];
}

/** What is in a folder that somebody would import, before anything is copied. */
export interface ModelOffer {
  readonly name: string;
  readonly fileBytes: number;
  /** On the disk when it is there, its graphs included. */
  readonly neededDiskBytes: number;
  readonly freeDiskBytes: number | null;
  readonly windowTokens: number;
  readonly parameterCount: number | null;
  readonly licence: string | null;
  readonly memory: MemoryNeed;
  /** The same files are here already, under this name. */
  readonly sameAs: ModelId | null;
}

/** How a check of a model's files ended that found no change; `cancelled`: before all of them were read. */
export type CheckEnd = 'whole' | 'cancelled';

/** Where the coming of a model stands. Bytes are those of the step. */
export interface ModelProgress {
  readonly step: 'receiving' | 'copying' | 'checking' | 'converting' | 'trying';
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly bytesPerSecond: number | null;
  /** Of the step. */
  readonly remainingMs: number | null;
}

/** A model that is on its way. One at a time. */
export interface ComingModel {
  readonly name: string;
  readonly from: 'folder' | 'page' | 'hub';
  readonly progress: ModelProgress;
}

/** All that the Models page shows; told anew when something changes. */
export interface ModelsView {
  readonly models: readonly ModelCard[];
  readonly coming: ComingModel | null;
  /** Where the library lies. */
  readonly folder: string;
}
