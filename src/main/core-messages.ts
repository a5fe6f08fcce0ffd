import type { EngineExit, StartEngineOptions } from '../core/engine-process.ts';
import type { Destination } from '../core/export/destinations.ts';
import type { ShellKind } from '../core/launch-options.ts';
import type { DeviceWish } from '../shared/device-view.ts';
import type { WireError } from '../shared/wire.ts';

/** What the core's process is told to open. Paths are absolute. */
export interface CoreSettings {
  readonly dataDir: string;
  readonly modelsDir: string;
  readonly modelDir: string | undefined;
  readonly device: DeviceWish | undefined;
  readonly shell: ShellKind;
  /** A core before this one ended by itself. */
  readonly isStartedAgain: boolean;
}

/** From the main process to the core's. A page's or an engine's line travels beside the message, as its only port. */
export type ToCore =
  | { readonly type: 'open'; readonly settings: CoreSettings }
  | { readonly type: 'page' }
  /** Somebody opened a file, or a folder. */
  | { readonly type: 'open-path'; readonly path: string }
  /** So many more requests of a page were refused. */
  | { readonly type: 'requests-refused'; readonly count: number }
  | { readonly type: 'engine-started'; readonly engineId: number }
  | { readonly type: 'engine-exited'; readonly engineId: number; readonly exit: EngineExit }
  /** A person chose this place in a dialog. */
  | { readonly type: 'destination'; readonly id: string; readonly destination: Destination }
  /** Null: it was printed. */
  | { readonly type: 'printed'; readonly printId: number; readonly cause: string | null }
  | { readonly type: 'close' };

/** From the core's process to main. */
export type FromCore =
  | { readonly type: 'opened' }
  /** The setting: whenever it changes, and once before `opened`. */
  | { readonly type: 'language'; readonly language: string }
  | { readonly type: 'failed'; readonly failure: CoreFailure }
  /** Both are paths; the second is to be made. */
  | { readonly type: 'print'; readonly printId: number; readonly htmlPath: string; readonly pdfPath: string }
  | { readonly type: 'start-engine'; readonly engineId: number; readonly options: StartEngineOptions }
  | { readonly type: 'kill-engine'; readonly engineId: number };

/** Why the core did not open, when it is something the person can act on. */
export interface CoreFailure {
  readonly error: WireError;
  /** Whether an Electron shell holds the data folder. Since main is the only one there is, that one is about to end. */
  readonly isPassing: boolean;
}
