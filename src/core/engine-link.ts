import type { Client } from '../shared/client.ts';
import type { EngineContract, EngineModel } from '../shared/engine-contract.ts';
import type { EngineView } from '../shared/views.ts';
import { CoreError, toWireError } from '../shared/wire.ts';
import { EngineEnds } from './engine-ends.ts';
import { deviceFailure, keepsEnding, notStarted, refusal } from './engine-failures.ts';
import { EngineLife, type LifeEnd, type ModelFiles } from './engine-life.ts';
import type { EngineExit, StartEngine } from './engine-process.ts';

export interface EngineLinkOptions {
  readonly startEngine: StartEngine;
  /** Asked at each start; what it rejects with is told as the reason why there is no engine. */
  readonly modelFiles: () => Promise<ModelFiles>;
  /** Somebody asked to try again: what was read of the model may be another one now. Defaults to nothing. */
  readonly onRestart?: (() => void) | undefined;
  /** An engine ended for what it computed on; told before the next one begins, which should not take that. Defaults to nothing. */
  readonly onDeviceFailed?: ((failure: CoreError) => void) | undefined;
  /** An engine has loaded its model; told before the view is `ready`. */
  readonly onLoaded: (model: EngineModel) => void;
  readonly onView: (view: EngineView) => void;
  readonly onLog: (line: string) => void;
  /** An engine that answers no ping for this long is ended and started again. Defaults to 10,000. */
  readonly hangMs?: number | undefined;
}

/** The core's hold on the engine: starts it, watches it, ends it when it hangs, starts it again when it is gone. */
export interface EngineLink {
  view(): EngineView;
  /** Counts the engines started so far: caches live and die with one. */
  generation(): number;
  /** The engine with its model loaded; waits while it starts. Rejects with the sentence when it cannot be had. */
  ready(): Promise<Client<EngineContract>>;
  /** Tries again from the beginning, in whatever state it is: an engine that is there is ended. */
  restart(): void;
  /** Starts another engine in the place of a ready one: the model is to be computed on another device. */
  startAgain(): void;
  /** Ends the engine. Waits until it is gone, but not for ever. */
  close(): Promise<void>;
}

export function openEngineLink(options: EngineLinkOptions): EngineLink {
  const link = new Link(options);
  link.begin({ type: 'starting' });
  return link;
}

/** Where the link stands. An engine can be given away in `ready` only, and what ends it leaves that state first. */
type LinkState =
  /** Started, and not ready yet. */
  | { readonly type: 'living'; readonly view: EngineView; readonly life: EngineLife }
  | { readonly type: 'ready'; readonly life: EngineLife; readonly client: Client<EngineContract> }
  /** The life before has ended; the next begins when its process is gone and the delay is over. */
  | { readonly type: 'between'; readonly view: EngineView }
  | { readonly type: 'failed'; readonly error: CoreError }
  | { readonly type: 'closed'; readonly view: EngineView };

interface Waiter {
  readonly resolve: (client: Client<EngineContract>) => void;
  readonly reject: (error: Error) => void;
}

class Link implements EngineLink {
  private readonly options: EngineLinkOptions;
  private readonly ends = new EngineEnds();
  private state: LinkState = { type: 'between', view: { type: 'starting' } };
  private latest: EngineLife | undefined;
  private startCount = 0;
  private waiting: Waiter[] = [];
  private timer: NodeJS.Timeout | undefined;
  private closing: Promise<void> | undefined;

  constructor(options: EngineLinkOptions) {
    this.options = options;
  }

  view(): EngineView {
    const { state } = this;
    if (state.type === 'ready') return { type: 'ready' };
    if (state.type !== 'failed') return state.view;
    return { type: 'failed', ...toWireError(state.error) };
  }

  generation(): number {
    return this.startCount;
  }

  ready(): Promise<Client<EngineContract>> {
    const { state } = this;
    if (state.type === 'ready') return Promise.resolve(state.client);
    if (state.type === 'failed') return Promise.reject(state.error);
    if (state.type === 'closed') return Promise.reject(closing());
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  restart(): void {
    if (this.state.type === 'closed') return;
    this.ends.clear();
    this.options.onRestart?.();
    this.replace();
  }

  startAgain(): void {
    if (this.state.type === 'ready') this.replace();
  }

  private replace(): void {
    const before = this.latest;
    const between = { type: 'between', view: { type: 'starting' } } as const;
    this.enter(between);
    before?.end({ type: 'dropped' });
    this.beginAfter(before, between);
  }

  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  begin(view: EngineView): void {
    const life: EngineLife = new EngineLife({
      startEngine: () => {
        this.startCount += 1;
        return this.options.startEngine();
      },
      modelFiles: this.options.modelFiles,
      hangMs: this.options.hangMs ?? 10_000,
      onReady: (client, model) => this.whenReady(life, client, model),
      onOver: (end) => this.whenOver(life, end),
      onLog: this.options.onLog,
    });
    this.latest = life;
    this.enter({ type: 'living', view, life });
  }

  private async end(): Promise<void> {
    clearTimeout(this.timer);
    this.state = { type: 'closed', view: this.state.type === 'ready' ? { type: 'starting' } : this.view() };
    for (const { reject } of this.waiting.splice(0)) reject(closing());
    this.latest?.end({ type: 'dropped' });
    await this.latest?.gone;
  }

  private whenReady(life: EngineLife, client: Client<EngineContract>, model: EngineModel): void {
    if (this.latest !== life || this.state.type !== 'living') return;
    this.ends.noteReady();
    this.options.onLoaded(model);
    for (const { resolve } of this.waiting.splice(0)) resolve(client);
    this.enter({ type: 'ready', life, client });
  }

  /** Of a life that was dropped nothing is to be done: whoever dropped it goes on by himself. */
  private whenOver(life: EngineLife, end: LifeEnd): void {
    if (this.latest !== life || end.type === 'dropped') return;
    if (end.type === 'refused') {
      this.fail(refusal(end.error));
      return;
    }
    this.ends.note(performance.now());
    const view: EngineView = { type: 'restarting', reason: reasonOf(life, end) };
    const between = { type: 'between', view } as const;
    const givesUp = this.ends.areTooMany;
    // Shown also when no other engine will follow: an answer under way finds here why its line closed.
    this.enter(between);
    void life.gone.then((exit) => {
      this.logEnd(end, exit);
      if (view.reason === 'device') this.options.onDeviceFailed?.(deviceFailure(life, end, exit));
      if (this.state !== between) return;
      if (!givesUp) return this.beginAfter(life, between);
      this.fail(end.type === 'notStarted' ? notStarted(end.error) : keepsEnding(view, exit));
    });
  }

  /** Never two engines at once: their memory might not be there. Another state by then means that it is not wanted. */
  private beginAfter(before: EngineLife | undefined, between: Extract<LinkState, { type: 'between' }>): void {
    const wait = before?.gone ?? Promise.resolve(null);
    void wait.then(() => {
      if (this.state !== between) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        if (this.state === between) this.begin(between.view);
      }, this.ends.restartDelayMs);
    });
  }

  private fail(error: CoreError): void {
    this.options.onLog(`There is no engine: ${error.message}`);
    for (const { reject } of this.waiting.splice(0)) reject(error);
    this.enter({ type: 'failed', error });
  }

  private logEnd(end: LifeEnd, exit: EngineExit | null): void {
    const { onLog } = this.options;
    if (end.type === 'deviceFailed') onLog(`The device failed: ${end.error.message}`);
    else if (end.type === 'hung') onLog('The engine hung and was ended.');
    else if (end.type === 'notStarted') onLog(`The engine could not be started: ${notStarted(end.error).message}`);
    else onLog(`The engine ended unexpectedly (${exit?.exitCode ?? exit?.signal ?? 'it is not known how'}).`);
  }

  /** Tells when the view is another one. What the listener throws is its own: the state stands. */
  private enter(state: LinkState): void {
    this.state = state;
    try {
      this.options.onView(this.view());
    } catch (error) {
      this.options.onLog(`Telling of the engine: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
    }
  }
}

function reasonOf({ device }: EngineLife, { type }: LifeEnd): Extract<EngineView, { type: 'restarting' }>['reason'] {
  if (device !== null && type !== 'notStarted') return 'device';
  return type === 'hung' ? 'hung' : 'ended';
}

function closing(): CoreError {
  return new CoreError('closed');
}
