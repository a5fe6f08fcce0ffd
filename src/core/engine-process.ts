import type { Pipe } from '../shared/wire.ts';

/** A running engine process as a shell hands it to the core: its line, its end, and the means to end it. */
export interface EngineProcess {
  readonly pipe: Pipe;
  /** Settles once, when the process is gone for whatever reason. */
  readonly exited: Promise<EngineExit>;
  /** Ends it at once, also when it hangs. */
  kill(): void;
}

export interface EngineExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The last of what it printed, where that was kept. */
  readonly printed?: string;
}

export interface StartEngineOptions {
  /**
   * Keeps what its process prints, rather than handing it to standard error: libraries in it warn on a terminal of what is told
   * elsewhere, or is no news at all. Defaults to false.
   */
  readonly keepsOutput?: boolean;
}

/** How a shell starts one engine process. Rejects with a sentence when it cannot. */
export type StartEngine = (options?: StartEngineOptions) => Promise<EngineProcess>;
