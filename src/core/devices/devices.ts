import type { DevicesView, DeviceWish } from '../../shared/device-view.ts';
import type { DeviceProof } from '../../shared/engine-contract.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import type { AppEvent } from '../../shared/views.ts';
import { CoreError, toWireError, type WireError } from '../../shared/wire.ts';
import { Broadcast } from '../broadcast.ts';
import type { EngineLink } from '../engine-link.ts';
import type { ModelHost } from '../models/model-host.ts';
import type { TurnQueue } from '../turn/turn-queue.ts';
import type { DeviceChoice } from './device-choice.ts';
import type { DeviceOutcome } from './device-records.ts';

export interface DevicesOptions {
  readonly choice: DeviceChoice;
  readonly link: EngineLink;
  readonly models: ModelHost;
  readonly queue: TurnQueue;
  readonly events: Broadcast<AppEvent>;
  /** Whether something computes here whose time no measurement may share. */
  readonly isBusy: () => boolean;
  /** Tries the device on the model of this folder, in a process of its own. */
  readonly tryDevice: (modelDir: string, signal: AbortSignal) => Promise<DeviceProof>;
  /** After an engine is ready, before a device is tried by itself. Defaults to 3,000. */
  readonly trialDelayMs?: number | undefined;
  readonly onError: (error: unknown) => void;
  readonly onLog: (line: string) => void;
}

/** Nobody is to wait for a trial: it is looked this often whether something else computes, before it and while it lasts. */
const LOOK_AGAIN_MS = 250;
const LOOK_WHILE_TRYING_MS = 50;
/** After a trial that was disturbed it has to be quiet twice as long before the next one, up to this. */
const MOST_QUIET_MS = 60_000;

/** Tries the device on each model that is loaded, once, and has the engine started again on what is chosen, between answers. */
export class Devices {
  private readonly options: DevicesOptions;
  private readonly views: Broadcast<DevicesView>;
  private readonly closing = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: { readonly hash: string; readonly end: Promise<void> } | undefined;
  /** Somebody waits for what is found out. */
  private isAsked = false;
  private quietMs: number;
  /** A device was given up while no page was there. */
  private unheard: WireError | null = null;
  /** Models that cannot be tried, for reasons of their own, until somebody asks. */
  private readonly untriable = new Set<string>();

  constructor(options: DevicesOptions) {
    this.options = options;
    this.views = new Broadcast(options.onError);
    this.quietMs = this.leastQuietMs;
  }

  /** Tells everything now, and then whenever something is different. */
  async watch(send: (view: DevicesView) => void, signal: AbortSignal): Promise<void> {
    send(this.options.choice.view());
    await this.views.until(signal, send);
  }

  changed(): void {
    if (this.views.isHeard) this.views.send(this.options.choice.view());
  }

  setWish(wish: DeviceWish): void {
    if (wish === this.options.choice.wish) return;
    this.options.choice.setWish(wish);
    this.consider(0);
  }

  /** An engine is ready, on one device or another. */
  whenReady(): void {
    this.consider(this.leastQuietMs);
  }

  /** Told once: to the pages that are there, or else to the next one that comes. */
  whenGivenUp(failure: WireError): void {
    if (this.options.events.isHeard) this.options.events.send({ type: 'deviceGivenUp', failure });
    else this.unheard = failure;
  }

  /** What no page has heard of; whoever takes it tells it. */
  takeUnheard(): WireError | null {
    const { unheard } = this;
    this.unheard = null;
    return unheard;
  }

  /** Somebody wants it to be found out again. What was found out holds until then; rejects where it cannot be tried. */
  async measure(): Promise<void> {
    await this.options.link.ready();
    const hash = this.loadedHash();
    if (hash === undefined) return;
    this.isAsked = true;
    this.untriable.delete(hash);
    // What disturbed others before is no reason to let somebody wait.
    this.quietMs = this.leastQuietMs;
    clearTimeout(this.timer);
    await this.begin(hash);
  }

  async close(): Promise<void> {
    this.closing.abort();
    clearTimeout(this.timer);
    await this.running?.end.catch(() => {});
  }

  private consider(delayMs: number): void {
    const { choice, models, onError } = this.options;
    clearTimeout(this.timer);
    const hash = this.loadedHash();
    if (hash === undefined || this.closing.signal.aborted) return;
    if (choice.deviceFor(hash) !== models.loaded()?.engine?.provider) this.exchange(hash).catch(onError);
    else if (choice.isWorthTrying(hash) && !this.untriable.has(hash)) this.tryLater(hash, delayMs);
  }

  private tryLater(hash: string, delayMs: number): void {
    const { choice, isBusy } = this.options;
    this.timer = setTimeout(() => {
      if (this.loadedHash() !== hash || !choice.isWorthTrying(hash)) return;
      if (isBusy() || this.running) return this.tryLater(hash, LOOK_AGAIN_MS);
      // The log has why it could not be tried; nobody asked.
      this.begin(hash).catch(() => {});
    }, delayMs);
  }

  /** Once for each model: a trial of the one used before finds out nothing about this one, which waits for its end. */
  private begin(hash: string): Promise<void> {
    const { running: before } = this;
    if (before?.hash === hash) return before.end;
    const wasTried = before?.end.catch(() => {}) ?? Promise.resolve();
    const end = wasTried
      .then(() => this.find(hash))
      .finally(() => {
        // Another one may wait by now.
        if (this.running?.end !== end) return;
        this.running = undefined;
        this.isAsked = false;
        this.consider(this.quietMs);
      });
    this.running = { hash, end };
    return end;
  }

  private async find(hash: string): Promise<void> {
    const { choice, models, onLog } = this.options;
    choice.setTrying(true);
    try {
      for (;;) {
        if (this.isAsked) await this.quiet();
        const modelDir = models.loaded()?.dir;
        if (modelDir === undefined || this.loadedHash() !== hash) return;
        const proof = await this.assumingTheWorst(hash, () => this.undisturbed(modelDir));
        if (proof) return this.noteProof(hash, proof);
        this.quietMs = Math.min(2 * this.quietMs, MOST_QUIET_MS);
        if (!this.isAsked) return;
      }
    } catch (error) {
      if (this.closing.signal.aborted) return;
      const outcome = outcomeOf(error);
      // Many machines have none, which is no news: it stands where devices are shown.
      if (outcome?.type !== 'notFound') {
        onLog(`The device was not proven: ${error instanceof Error ? error.message : error}`);
      }
      // What is about the model, or about memory, says nothing of the device; the next start asks again.
      if (outcome) return choice.note(hash, outcome);
      this.untriable.add(hash);
      throw error;
    } finally {
      choice.setTrying(false);
    }
  }

  private noteProof(hash: string, proof: DeviceProof): void {
    const { choice, onLog } = this.options;
    this.quietMs = this.leastQuietMs;
    // Its files may be others by now: then this says nothing of what the engine has.
    if (proof.checkpointHash === hash) choice.note(hash, { type: 'proven', ...measured(proof) });
    else this.untriable.add(hash);
    onLog(`The device was proven: ${JSON.stringify(proof)}`);
  }

  /**
   * A driver may take the application along, or the machine. Nobody could note that afterwards, and the next start would do the same
   * again: so it is what is kept of a first trial until it has ended otherwise.
   */
  private async assumingTheWorst<Result>(hash: string, trial: () => Promise<Result>): Promise<Result> {
    const { choice } = this.options;
    if (choice.isKnown(hash)) return trial();
    await choice.assumeTheWorst(hash);
    try {
      return await trial();
    } finally {
      choice.forget(hash);
    }
  }

  /**
   * What was measured beside something else says little, and would decide for long: null, at once, where something else began. That
   * other has the processors for itself then.
   */
  private async undisturbed(modelDir: string): Promise<DeviceProof | null> {
    const { isBusy, tryDevice } = this.options;
    const { signal: closing } = this.closing;
    const stop = new AbortController();
    const end = () => stop.abort(closing.reason);
    closing.addEventListener('abort', end);
    if (closing.aborted) end();
    let isDisturbed = isBusy();
    const look = () => {
      isDisturbed ||= isBusy();
      if (isDisturbed) stop.abort();
    };
    look();
    const watch = setInterval(look, LOOK_WHILE_TRYING_MS);
    try {
      const proof = await tryDevice(modelDir, stop.signal);
      return isDisturbed ? null : proof;
    } catch (error) {
      if (isDisturbed && !closing.aborted) return null;
      throw error;
    } finally {
      clearInterval(watch);
      closing.removeEventListener('abort', end);
    }
  }

  /** Resolves when nothing else has computed for a while, or at the end. */
  private async quiet(): Promise<void> {
    let quietSinceMs = performance.now();
    while (!this.closing.signal.aborted) {
      if (this.options.isBusy()) quietSinceMs = performance.now();
      else if (performance.now() - quietSinceMs >= this.quietMs) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_WHILE_TRYING_MS));
    }
  }

  private get leastQuietMs(): number {
    return this.options.trialDelayMs ?? 3_000;
  }

  /** Between answers: what is asked meanwhile waits for the engine as it does at a start. */
  private async exchange(hash: string): Promise<void> {
    const { choice, link, models, queue } = this.options;
    const handOn = await queue.enter(this.closing.signal);
    if (!handOn) return;
    try {
      const isWanted = this.loadedHash() === hash && choice.deviceFor(hash) !== models.loaded()?.engine?.provider;
      if (isWanted) link.startAgain();
    } finally {
      handOn();
    }
  }

  /** Undefined while there is no ready engine. */
  private loadedHash(): string | undefined {
    const { link, models } = this.options;
    return link.view().type === 'ready' ? models.loaded()?.engine?.checkpointHash : undefined;
  }
}

const refusals: readonly ErrorCode[] = ['deviceDiffers', 'deviceFailed', 'deviceEnded', 'deviceHung'];

function measured({ largestDifference, decodeTokensPerSecond, cpuTokensPerSecond }: DeviceProof) {
  return { largestDifference, decodeTokensPerSecond, cpuTokensPerSecond };
}

/** What a failed trial says of the device; null where it says nothing. */
function outcomeOf(error: unknown): DeviceOutcome | null {
  if (!(error instanceof CoreError)) return null;
  const failure = toWireError(error);
  if (error.code === 'deviceNotFound') return { type: 'notFound', failure };
  return refusals.includes(error.code) ? { type: 'refused', failure } : null;
}
