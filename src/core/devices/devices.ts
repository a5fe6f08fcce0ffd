import type { DevicesView, DeviceWish } from '../../shared/device-view.ts';
import type { DeviceProof } from '../../shared/engine-contract.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { CoreError, toWireError } from '../../shared/wire.ts';
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
  /** Tries the device on the model of this folder, in a process of its own. */
  readonly tryDevice: (modelDir: string, signal: AbortSignal) => Promise<DeviceProof>;
  /** After an engine is ready, before a device is tried by itself. Defaults to 3,000. */
  readonly trialDelayMs?: number | undefined;
  readonly onError: (error: unknown) => void;
  readonly onLog: (line: string) => void;
}

/** Nobody is to wait for a trial: it is looked this often whether nothing is being answered. */
const LOOK_AGAIN_MS = 250;
/** What was measured beside an answer says little: it is measured again, but not for ever. */
const MOST_TRIES = 3;

/** Tries the device on each model that is loaded, once, and has the engine started again on what is chosen, between answers. */
export class Devices {
  private readonly options: DevicesOptions;
  private readonly views: Broadcast<DevicesView>;
  private readonly closing = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  /** Models that cannot be tried, for reasons of their own, until somebody asks. */
  private readonly untriable = new Set<string>();

  constructor(options: DevicesOptions) {
    this.options = options;
    this.views = new Broadcast(options.onError);
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
    this.consider(this.options.trialDelayMs ?? 3_000);
  }

  /** Somebody wants it to be found out again. What was found out holds until then; rejects where it cannot be tried. */
  async measure(): Promise<void> {
    await this.options.link.ready();
    const hash = this.loadedHash();
    if (hash === undefined || this.running) return this.running;
    this.untriable.delete(hash);
    clearTimeout(this.timer);
    await this.begin(hash);
  }

  async close(): Promise<void> {
    this.closing.abort();
    clearTimeout(this.timer);
    await this.running?.catch(() => {});
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
    const { choice, queue } = this.options;
    this.timer = setTimeout(() => {
      if (this.loadedHash() !== hash || !choice.isWorthTrying(hash)) return;
      if (queue.isBusy || this.running) return this.tryLater(hash, LOOK_AGAIN_MS);
      // The log has why it could not be tried; nobody asked.
      this.begin(hash).catch(() => {});
    }, delayMs);
  }

  private begin(hash: string): Promise<void> {
    this.running ??= this.find(hash).finally(() => {
      this.running = undefined;
      this.consider(0);
    });
    return this.running;
  }

  private async find(hash: string): Promise<void> {
    const { choice, models, onLog } = this.options;
    const modelDir = models.loaded()?.dir;
    if (modelDir === undefined) return;
    choice.setTrying(true);
    try {
      const proof = await this.undisturbed(modelDir);
      // Its files may be others by now: then this says nothing of what the engine has.
      if (proof.checkpointHash === hash) choice.note(hash, { type: 'proven', ...measured(proof) });
      else this.untriable.add(hash);
      onLog(`The device was proven: ${JSON.stringify(proof)}`);
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

  private async undisturbed(modelDir: string): Promise<DeviceProof> {
    const { queue, tryDevice } = this.options;
    for (let attempt = 1; ; attempt++) {
      let isDisturbed = false;
      const watch = setInterval(() => {
        isDisturbed ||= queue.isBusy;
      }, 50);
      const proof = await tryDevice(modelDir, this.closing.signal).finally(() => clearInterval(watch));
      if (!isDisturbed || attempt === MOST_TRIES) return proof;
    }
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
