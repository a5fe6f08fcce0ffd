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
}

/** How a shell starts one engine process. Rejects with a sentence when it cannot. */
export type StartEngine = () => Promise<EngineProcess>;
