import { type Client, openClient } from '../shared/client.ts';
import type { EngineContract, EngineModel } from '../shared/engine-contract.ts';
import { CoreError, type InputOf } from '../shared/wire.ts';
import type { EngineExit, EngineProcess, StartEngine } from './engine-process.ts';
import { watchPulse } from './engine-pulse.ts';
import { hearingFailures } from './hearing-failures.ts';

/** What an engine is asked to load. */
export interface ModelFiles {
  readonly modelDir: string;
  readonly graphsDir: string;
  /** Of the checkpoint: how long loading may stand still depends on it. Defaults to 0. */
  readonly weightBytes?: number | undefined;
  /** Checkpoints that are computed on a device; all others, and all by default, on the CPU. */
  readonly onDevice?: InputOf<EngineContract['model.load']>['onDevice'];
  /** Also where there seems to be too little memory for it. Defaults to false. */
  readonly loadsAnyway?: boolean | undefined;
}

/** How a life came to its end. */
export type LifeEnd =
  /** Its line closed or its process was gone, whichever was told first. */
  | { readonly type: 'ended' }
  /** It gave no sign of life for too long. */
  | { readonly type: 'hung' }
  /** What it computes on failed: it says so itself. */
  | { readonly type: 'deviceFailed'; readonly error: CoreError }
  /** There was no process: the shell could not start one. */
  | { readonly type: 'notStarted'; readonly error: unknown }
  /** The model cannot be used: another engine would say the same. */
  | { readonly type: 'refused'; readonly error: unknown }
  /** Nobody wants it any more. */
  | { readonly type: 'dropped' };

export interface LifeOptions {
  readonly startEngine: StartEngine;
  /** What it rejects with is the reason why no engine is started. */
  readonly modelFiles: () => Promise<ModelFiles>;
  readonly hangMs: number;
  /** At most once, and never after `onOver`. */
  readonly onReady: (client: Client<EngineContract>, model: EngineModel) => void;
  /** Exactly once, before the line closes: whoever waits on it then finds out why. */
  readonly onOver: (end: LifeEnd) => void;
  readonly onLog: (line: string) => void;
}

const TICKS_TO_HANG = 5;
/** A process is there within a moment, or its shell has lost it. */
const START_PATIENCE_MS = 30_000;
/** Making a session out of weights that are read from a slow disk for the first time blocks the engine's loop. */
const SLOW_DISK_BYTES_A_MS = 20_000;
/** Drivers compile what a model needs when it is loaded, some for long. */
const DRIVER_PATIENCE_MS = 60_000;
/** A killed process is gone at once, unless the system itself cannot end it. */
const GONE_PATIENCE_MS = 2_000;

/** One engine from its start to its end. It ends once, in `end`, whatever is told first and whatever is told later. */
export class EngineLife {
  /** Settles after the end, when the process is gone; null when it was not seen going in good time. */
  readonly gone: Promise<EngineExit | null>;
  private readonly options: LifeOptions;
  private phase: 'starting' | 'loading' | 'ready' | 'over' = 'starting';
  private starting: Promise<EngineProcess> | undefined;
  private process: EngineProcess | undefined;
  private client: Client<EngineContract> | undefined;
  private stopPulse = () => {};
  private usedDevice: string | null = null;
  private announceOver = () => {};

  constructor(options: LifeOptions) {
    this.options = options;
    const over = new Promise<void>((resolve) => {
      this.announceOver = resolve;
    });
    this.gone = over.then(() => within(GONE_PATIENCE_MS, this.exit()));
    void this.start();
  }

  /** What it computes on, or may while it loads; null for the CPU. */
  get device(): string | null {
    return this.usedDevice;
  }

  /** Ends it at once, also when it hangs. Only the first end counts. */
  end(end: LifeEnd): void {
    if (this.isOver()) return;
    this.phase = 'over';
    this.stopPulse();
    this.owned(() => this.options.onOver(end));
    this.kill();
    this.announceOver();
  }

  /** Never rejects: what goes wrong is the end of this life. */
  private async start(): Promise<void> {
    // In a later turn of the loop: whoever begins a life holds it before he is told of it.
    await Promise.resolve();
    let files: ModelFiles;
    try {
      files = await this.options.modelFiles();
    } catch (error) {
      return this.end({ type: 'refused', error });
    }
    if (this.isOver()) return;
    try {
      this.starting = this.options.startEngine();
      this.watch(this.starting, files.weightBytes ?? 0);
      this.process = await this.starting;
      // It was given up while it was being started.
      if (this.isOver()) return this.kill();
      this.hold(this.process, files);
    } catch (error) {
      this.end({ type: 'notStarted', error });
    }
  }

  /** Listens for either end of the process before anything is sent to it. */
  private hold(process: EngineProcess, { modelDir, graphsDir, loadsAnyway, onDevice }: ModelFiles): void {
    const ended = () => this.end({ type: 'ended' });
    process.exited.then(ended, ended);
    process.pipe.onClose(ended);
    const client = hearingFailures(openClient<EngineContract>(process.pipe), (error) =>
      this.end({ type: 'deviceFailed', error }),
    );
    this.client = client;
    this.usedDevice = onDevice?.device ?? null;
    this.phase = 'loading';
    void this.load(client, { modelDir, graphsDir, loadsAnyway, onDevice });
  }

  private async load(client: Client<EngineContract>, files: ModelFiles): Promise<void> {
    try {
      const model = await client.call('model.load', files);
      if (this.isOver()) return;
      this.phase = 'ready';
      this.usedDevice = model.provider === 'cpu' ? null : model.provider;
      this.owned(() => this.options.onReady(client, model));
    } catch (error) {
      const isClosed = error instanceof CoreError && error.code === 'closed';
      this.end(isClosed ? { type: 'ended' } : { type: 'refused', error });
    }
  }

  /** From the start on: what hangs while it is started or loads is no better than what hangs in an answer. */
  private watch(starting: Promise<unknown>, weightBytes: number): void {
    const { hangMs } = this.options;
    this.stopPulse = watchPulse({
      beat: () => this.client?.call('ping', {}) ?? starting,
      tickMs: hangMs / TICKS_TO_HANG,
      patienceMs: () => {
        if (this.phase === 'starting') return Math.max(hangMs, START_PATIENCE_MS);
        if (this.phase !== 'loading') return hangMs;
        return hangMs + weightBytes / SLOW_DISK_BYTES_A_MS + (this.usedDevice === null ? 0 : DRIVER_PATIENCE_MS);
      },
      onHung: () => this.end({ type: 'hung' }),
    });
  }

  private kill(): void {
    this.owned(() => this.client?.close());
    this.owned(() => this.process?.kill());
  }

  /** Null at once where there never was a process. */
  private async exit(): Promise<EngineExit | null> {
    try {
      return (await (await this.starting)?.exited) ?? null;
    } catch {
      return null;
    }
  }

  private isOver(): boolean {
    return this.phase === 'over';
  }

  /** An exception of one of these must not keep the others from being done. */
  private owned(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.options.onLog(`The engine's life: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
    }
  }
}

/** What `promise` settles with, or null when that takes longer. */
function within<T>(patienceMs: number, promise: Promise<T>): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), patienceMs);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      act();
    };
    promise.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
  });
}
