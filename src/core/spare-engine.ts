import { type Client, openClient } from '../shared/client.ts';
import type { EngineContract } from '../shared/engine-contract.ts';
import { CoreError } from '../shared/wire.ts';
import type { EngineExit, EngineProcess, StartEngine } from './engine-process.ts';

export interface SpareEnginesOptions {
  readonly startEngine: StartEngine;
  readonly onLog: (line: string) => void;
}

export interface SpareJobOptions {
  /** What it is for, in a line of the log: "trying a device". */
  readonly what: string;
  /** Its end ends the engine at once, and the job with the signal's reason. */
  readonly signal: AbortSignal;
  /** An engine that needs longer is ended: `spareEngineTooSlow`. */
  readonly limitMs: number;
}

/** How a job's engine came to be ended before its job was. */
type Ending = { readonly error: unknown };

/** A killed process is gone at once, unless the system itself cannot end it. */
const GONE_PATIENCE_MS = 2_000;

/**
 * Starts engines beside the one that answers, each for one job: what it does to its process (a driver that falls, a damaged model,
 * memory that is not there) is an error of that job and of nothing else.
 */
export class SpareEngines {
  private readonly options: SpareEnginesOptions;
  /** Each with what it is for. */
  private readonly running = new Map<Promise<unknown>, string>();
  private readonly closing = new AbortController();

  constructor(options: SpareEnginesOptions) {
    this.options = options;
  }

  /**
   * Does a job with an engine of its own, which is gone when this settles. Rejects with what the job rejects with; with
   * `spareEngineEnded` where the process ended before, `spareEngineTooSlow`, `engineNotStarted`, and `closed` at the application's end.
   */
  run<Result>(options: SpareJobOptions, job: (engine: Client<EngineContract>) => Promise<Result>): Promise<Result> {
    const run = this.runAlone(options, job);
    const settled = run.then(
      () => {},
      () => {},
    );
    this.running.set(settled, options.what);
    void settled.then(() => this.running.delete(settled));
    return run;
  }

  /** Whether one is at work for something else than this. */
  isBusyBeside(what: string): boolean {
    return [...this.running.values()].some((other) => other !== what);
  }

  /** Ends all of them, and waits until they are gone, but not for ever. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.running.keys());
  }

  private async runAlone<Result>(
    { what, signal, limitMs }: SpareJobOptions,
    job: (engine: Client<EngineContract>) => Promise<Result>,
  ): Promise<Result> {
    if (signal.aborted) throw signal.reason;
    if (this.closing.signal.aborted) throw new CoreError('closed');
    let end: (ending: Ending) => void = () => {};
    const ended = new Promise<Ending>((resolve) => {
      end = resolve;
    });
    const whenAborted = () => end({ error: signal.reason });
    const whenClosed = () => end({ error: new CoreError('closed') });
    signal.addEventListener('abort', whenAborted);
    this.closing.signal.addEventListener('abort', whenClosed);
    const timer = setTimeout(
      () => end({ error: new CoreError('spareEngineTooSlow', { seconds: Math.round(limitMs / 1000) }) }),
      limitMs,
    );
    try {
      return await this.withEngine(what, ended, end, job);
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', whenAborted);
      this.closing.signal.removeEventListener('abort', whenClosed);
    }
  }

  private async withEngine<Result>(
    what: string,
    ended: Promise<Ending>,
    end: (ending: Ending) => void,
    job: (engine: Client<EngineContract>) => Promise<Result>,
  ): Promise<Result> {
    const starting = this.options.startEngine({ keepsOutput: true });
    // One that has started when nobody waits for it any more is not left behind.
    let isKilled = false;
    const kill = () => {
      isKilled = true;
      return starting.then(
        (engine) => this.kill(engine),
        () => true,
      );
    };
    try {
      const engine = await firstOf(starting, ended);
      engine.exited.then(
        (exit) => {
          // By itself: else somebody was told of another end before.
          if (!isKilled) this.logPrinted(what, exit);
          end({ error: endedError(exit) });
        },
        () => end({ error: endedError(null) }),
      );
      const client = openClient<EngineContract>(engine.pipe);
      return await firstOf(job(client), ended);
    } catch (error) {
      // The line closes before it is known how its process ended.
      if (!isClosed(error)) throw error;
      throw (await within(GONE_PATIENCE_MS, ended))?.error ?? endedError(null);
    } finally {
      const gone = await within(GONE_PATIENCE_MS, kill());
      if (gone === null) this.options.onLog(`The engine for ${what} was not seen going.`);
    }
  }

  /** What an engine that fell had printed is all that is known of why. */
  private logPrinted(what: string, { printed = '' }: EngineExit): void {
    if (printed.trim() !== '') this.options.onLog(`The engine for ${what} ended, and had printed: ${printed.trim()}`);
  }

  private async kill(engine: EngineProcess): Promise<true> {
    try {
      engine.kill();
      engine.pipe.close();
    } catch (error) {
      this.options.onLog(`Ending an engine: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
    }
    await engine.exited.catch(() => null);
    return true;
  }
}

/** What `work` settles with, unless the end comes before. */
async function firstOf<Result>(work: Promise<Result>, ended: Promise<Ending>): Promise<Result> {
  const first = await Promise.race([work.then((result) => ({ result })), ended]);
  if ('error' in first) {
    // It is told already why.
    work.catch(() => {});
    throw first.error;
  }
  return first.result;
}

function endedError(exit: EngineExit | null): CoreError {
  return new CoreError('spareEngineEnded', { how: exit?.signal ?? exit?.exitCode ?? undefined });
}

function isClosed(error: unknown): boolean {
  return error instanceof CoreError && error.code === 'closed';
}

function within<Result>(patienceMs: number, work: Promise<Result>): Promise<Result | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), patienceMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
