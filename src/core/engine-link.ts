import { type Client, openClient } from '../shared/client.ts';
import type { EngineContract, EngineModel } from '../shared/engine-contract.ts';
import type { EngineView } from '../shared/views.ts';
import { CoreError } from '../shared/wire.ts';
import type { EngineProcess, StartEngine } from './engine-process.ts';

export interface EngineLinkOptions {
  readonly startEngine: StartEngine;
  /** Asked at each start; what it throws is told as the reason why there is no engine. */
  readonly modelPaths: () => { readonly modelDir: string; readonly graphsDir: string };
  readonly onView: (view: EngineView) => void;
  readonly onLog: (line: string) => void;
  /** A loaded engine that answers no ping for this long is ended and started again. Defaults to 10,000. */
  readonly hangMs?: number;
}

/** The core's hold on the engine: starts it, watches it, ends it when it hangs, starts it again when it is gone. */
export interface EngineLink {
  view(): EngineView;
  /** Counts the engines started so far: caches live and die with one. */
  generation(): number;
  /** What the engine told of its model; null before it was loaded once. */
  model(): EngineModel | null;
  /** The engine with its model loaded; waits while it starts. Rejects with the sentence when it cannot be had. */
  ready(): Promise<Client<EngineContract>>;
  /** Tries again after `failed`. */
  restart(): void;
  close(): Promise<void>;
}

/** More ends than this within a minute are no accident: the link gives up and says so. */
const MOST_ENDS_A_MINUTE = 5;
const RESTART_DELAY_MS = 150;
const TICKS_TO_HANG = 5;

export function openEngineLink(options: EngineLinkOptions): EngineLink {
  const link = new Link(options);
  link.start({ type: 'starting' });
  return link;
}

class Link implements EngineLink {
  private readonly options: EngineLinkOptions;
  private current: EngineView = { type: 'starting' };
  private process: EngineProcess | undefined;
  private client: Client<EngineContract> | undefined;
  private loaded: EngineModel | null = null;
  private startCount = 0;
  private waiting: { resolve: (client: Client<EngineContract>) => void; reject: (error: Error) => void }[] = [];
  private recentEndsMs: number[] = [];
  private isHung = false;
  private isClosed = false;
  private restartTimer: NodeJS.Timeout | undefined;

  constructor(options: EngineLinkOptions) {
    this.options = options;
  }

  view(): EngineView {
    return this.current;
  }

  generation(): number {
    return this.startCount;
  }

  model(): EngineModel | null {
    return this.loaded;
  }

  ready(): Promise<Client<EngineContract>> {
    if (this.current.type === 'ready' && this.client) return Promise.resolve(this.client);
    if (this.current.type === 'failed') {
      return Promise.reject(new CoreError(this.current.code, this.current.sentence));
    }
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  restart(): void {
    if (this.current.type !== 'failed' || this.isClosed) return;
    this.recentEndsMs = [];
    this.start({ type: 'starting' });
  }

  start(view: EngineView): void {
    this.setView(view);
    this.startCount += 1;
    void this.run().catch((error: unknown) => this.fail(error));
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.restartTimer);
    const process = this.process;
    this.client?.close();
    for (const { reject } of this.waiting.splice(0)) reject(new CoreError('closed', 'Palimpsest is closing.'));
    if (!process) return;
    process.kill();
    await process.exited;
  }

  /** One engine's life, from its start to its end. */
  private async run(): Promise<void> {
    const process = await this.options.startEngine();
    if (this.isClosed) return process.kill();
    this.process = process;
    this.isHung = false;
    const client = openClient<EngineContract>(process.pipe);
    this.client = client;
    void client.closed.then(() => this.whenLineClosed(process));
    void process.exited.then((exit) => {
      client.close();
      this.whenEnded(process, exit.exitCode ?? exit.signal);
    });
    try {
      const model = await client.call('model.load', this.options.modelPaths());
      this.loaded = model;
      this.setView({ type: 'ready' });
      for (const { resolve } of this.waiting.splice(0)) resolve(client);
      this.watch(process, client);
    } catch (error) {
      if (error instanceof CoreError && error.code === 'closed') return;
      this.process = undefined;
      process.kill();
      throw error;
    }
  }

  /** The line closes a moment before the process is gone: from now on nobody may be given this engine. */
  private whenLineClosed(process: EngineProcess): void {
    if (this.process !== process || this.isClosed) return;
    this.client = undefined;
    this.setView({ type: 'restarting', reason: this.isHung ? 'hung' : 'ended' });
    process.kill();
  }

  private whenEnded(process: EngineProcess, how: number | string | null): void {
    if (this.process !== process || this.isClosed) return;
    this.process = undefined;
    const nowMs = Date.now();
    this.recentEndsMs = [...this.recentEndsMs.filter((endMs) => nowMs - endMs < 60_000), nowMs];
    this.options.onLog(`The engine ${this.isHung ? 'hung and was ended' : `ended unexpectedly (${how})`}.`);
    if (this.recentEndsMs.length > MOST_ENDS_A_MINUTE) {
      this.fail(new CoreError('engineKeepsEnding', 'The engine keeps ending right after its start.'));
      return;
    }
    const delayMs = RESTART_DELAY_MS * (2 ** (this.recentEndsMs.length - 1) - 1);
    this.restartTimer = setTimeout(() => this.start(this.current), delayMs);
  }

  private fail(error: unknown): void {
    if (this.isClosed) return;
    const reason = error instanceof Error ? error.message : String(error);
    const isKnown = error instanceof CoreError;
    this.options.onLog(`The engine cannot be started: ${reason}`);
    this.setView({
      type: 'failed',
      code: isKnown ? error.code : 'engineFailed',
      sentence: isKnown ? reason : `The engine cannot be started: ${reason}`,
    });
    const failure = new CoreError(isKnown ? error.code : 'engineFailed', reason);
    for (const { reject } of this.waiting.splice(0)) reject(failure);
  }

  /** Counts unanswered ticks, not time: a machine that slept has missed one tick, not many. */
  private watch(process: EngineProcess, client: Client<EngineContract>): void {
    let unansweredTicks = 0;
    let isWaiting = false;
    const tick = () => {
      if (this.process !== process) return clearInterval(timer);
      if (isWaiting) {
        unansweredTicks += 1;
        if (unansweredTicks < TICKS_TO_HANG) return;
        this.isHung = true;
        clearInterval(timer);
        // Told before the line closes: whoever waits on it is then told the right reason.
        this.setView({ type: 'restarting', reason: 'hung' });
        return process.kill();
      }
      isWaiting = true;
      client.call('ping', {}).then(
        () => {
          isWaiting = false;
          unansweredTicks = 0;
        },
        () => clearInterval(timer),
      );
    };
    const timer = setInterval(tick, (this.options.hangMs ?? 10_000) / TICKS_TO_HANG);
    timer.unref?.();
  }

  private setView(view: EngineView): void {
    this.current = view;
    this.options.onView(view);
  }
}
