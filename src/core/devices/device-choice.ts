import type { DeviceName, DevicesView, DeviceTrial, DeviceView, DeviceWish } from '../../shared/device-view.ts';
import type { EngineModel } from '../../shared/engine-contract.ts';
import type { WireError } from '../../shared/wire.ts';
import type { DeviceOutcome, DeviceRecord, DeviceRecords } from './device-records.ts';

/** The one device beside the CPU that can hold a cache. */
export type TriedDevice = Exclude<DeviceName, 'cpu'>;
export const triedDevice: TriedDevice = 'webgpu';

/** Of the CPU's speed: what is not clearly faster, such as a software adapter, is not worth another way to fail. */
const LEAST_GAIN = 1.3;

export interface DeviceChoiceOptions {
  readonly records: DeviceRecords;
  readonly wish: DeviceWish;
  readonly nowMs: () => number;
  /** The view is another one. */
  readonly onChange: () => void;
  /** A device that was used is not used any more on this model, and why. */
  readonly onGivenUp: (failure: WireError) => void;
}

/** Knows what was found out about devices, and says which one computes a model. Starts nothing. */
export class DeviceChoice {
  private readonly options: DeviceChoiceOptions;
  private readonly records: DeviceRecords;
  private wished: DeviceWish;
  private model: EngineModel | null = null;
  private isLoaded = false;
  private isTrying = false;
  /** A device failed before it was known on which model: until that is known nothing is computed on it. */
  private pending: WireError | null = null;

  constructor(options: DeviceChoiceOptions) {
    this.options = options;
    this.records = options.records;
    this.wished = options.wish;
  }

  get wish(): DeviceWish {
    return this.wished;
  }

  setWish(wish: DeviceWish): void {
    this.wished = wish;
    this.options.onChange();
  }

  setTrying(isTrying: boolean): void {
    this.isTrying = isTrying;
    this.options.onChange();
  }

  /**
   * For an engine that begins: the checkpoints that are computed on the device. None of them where the one that it will load is known
   * (`loadsHash`) and is computed on the CPU: what goes wrong then is none of the device's doing.
   */
  toLoad(loadsHash?: string): { device: TriedDevice; checkpointHashes: string[] } | undefined {
    this.isLoaded = false;
    if (this.pending) return undefined;
    if (loadsHash !== undefined && this.deviceFor(loadsHash) !== triedDevice) return undefined;
    const hashes = this.records.all().map(({ checkpointHash }) => checkpointHash);
    const checkpointHashes = hashes.filter((hash) => this.deviceFor(hash) === triedDevice);
    return checkpointHashes.length === 0 ? undefined : { device: triedDevice, checkpointHashes };
  }

  /** What a checkpoint is to be computed on, as far as is known. */
  deviceFor(checkpointHash: string): DeviceName {
    const outcome = this.outcomeOf(checkpointHash);
    if (this.wished === 'cpu' || outcome?.type !== 'proven') return 'cpu';
    return this.wished === triedDevice || isFaster(outcome) ? triedDevice : 'cpu';
  }

  /** Whether a trial could change what this checkpoint is computed on. */
  isWorthTrying(checkpointHash: string): boolean {
    return this.wished !== 'cpu' && this.outcomeOf(checkpointHash) === undefined;
  }

  whenLoaded(model: EngineModel): void {
    this.model = model;
    this.isLoaded = true;
    const { pending } = this;
    this.pending = null;
    // What was to be computed on the CPU anyway is not what failed.
    if (pending && this.deviceFor(model.checkpointHash) === triedDevice) this.giveUp(model.checkpointHash, pending);
    else this.options.onChange();
  }

  /** The engine failed while it computed, or began, on the device. */
  whenFailed(failure: WireError): void {
    const { model } = this;
    if (this.isLoaded && model) this.giveUp(model.checkpointHash, failure);
    else this.pending = failure;
    this.isLoaded = false;
  }

  /** Whether anything was found out about this checkpoint. */
  isKnown(checkpointHash: string): boolean {
    return this.outcomeOf(checkpointHash) !== undefined;
  }

  /** Notes that a trial was not finished, before it begins. Resolves when that is kept, or cannot be. */
  assumeTheWorst(checkpointHash: string): Promise<void> {
    const failure = { code: 'deviceNotFinished', details: { device: triedDevice } } as const;
    this.note(checkpointHash, { type: 'refused', failure });
    return this.records.settled();
  }

  /** What was found out about this checkpoint holds no more. */
  forget(checkpointHash: string): void {
    this.records.forget({ checkpointHash, device: triedDevice });
    this.options.onChange();
  }

  note(checkpointHash: string, outcome: DeviceOutcome): void {
    this.records.note({ checkpointHash, device: triedDevice, atMs: this.options.nowMs(), outcome });
    this.options.onChange();
  }

  view(): DevicesView {
    const record = this.model ? this.records.of(this.model.checkpointHash, triedDevice) : undefined;
    const isUsed = (device: DeviceName) => this.isLoaded && this.model?.provider === device;
    const cpu: DeviceView = {
      device: 'cpu',
      trial: cpuTrialOf(record),
      isUsed: isUsed('cpu'),
      because: this.wished === 'auto' ? whyCpu(record) : null,
    };
    const tried: DeviceView = {
      device: triedDevice,
      trial: this.isTrying ? { type: 'trying' } : trialOf(record),
      isUsed: isUsed(triedDevice),
      because: this.wished === 'auto' ? whyTried(record) : null,
    };
    return { wish: this.wished, devices: [cpu, tried] };
  }

  private outcomeOf(checkpointHash: string): DeviceOutcome | undefined {
    return this.records.of(checkpointHash, triedDevice)?.outcome;
  }

  private giveUp(checkpointHash: string, failure: WireError): void {
    this.note(checkpointHash, { type: failure.code === 'deviceNotFound' ? 'notFound' : 'refused', failure });
    this.options.onGivenUp(failure);
  }
}

type Proven = Extract<DeviceOutcome, { type: 'proven' }>;

function isFaster({ decodeTokensPerSecond, cpuTokensPerSecond }: Proven): boolean {
  return decodeTokensPerSecond >= LEAST_GAIN * cpuTokensPerSecond;
}

function trialOf(record: DeviceRecord | undefined): DeviceTrial {
  if (!record) return { type: 'untried' };
  const { outcome, atMs } = record;
  if (outcome.type !== 'proven') return { type: outcome.type, failure: outcome.failure };
  const { largestDifference, decodeTokensPerSecond } = outcome;
  return { type: 'proven', largestDifference, decodeTokensPerSecond, atMs };
}

/** The CPU is what others are compared with; it is measured along with them. */
function cpuTrialOf(record: DeviceRecord | undefined): DeviceTrial {
  if (record?.outcome.type !== 'proven') return { type: 'untried' };
  const decodeTokensPerSecond = record.outcome.cpuTokensPerSecond;
  return { type: 'proven', largestDifference: 0, decodeTokensPerSecond, atMs: record.atMs };
}

function whyTried(record: DeviceRecord | undefined): DeviceView['because'] {
  if (record?.outcome.type === 'proven') return isFaster(record.outcome) ? 'fastest' : 'tooSlow';
  // Of one that is not there that is said already.
  return record?.outcome.type === 'notFound' ? null : 'notProven';
}

function whyCpu(record: DeviceRecord | undefined): DeviceView['because'] {
  if (record?.outcome.type === 'proven') return isFaster(record.outcome) ? 'tooSlow' : 'fastest';
  return 'onlyOne';
}
