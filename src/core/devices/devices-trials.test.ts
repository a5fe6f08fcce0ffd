import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeviceProof } from '../../shared/engine-contract.ts';
import type { AppEvent } from '../../shared/views.ts';
import { CoreError } from '../../shared/wire.ts';
import { Broadcast } from '../broadcast.ts';
import type { EngineLink } from '../engine-link.ts';
import type { ModelHost } from '../models/model-host.ts';
import { until } from '../test-support/open-test-core.ts';
import { TurnQueue } from '../turn/turn-queue.ts';
import { DeviceChoice } from './device-choice.ts';
import { DeviceRecords } from './device-records.ts';
import { Devices } from './devices.ts';

const hash = 'a'.repeat(64);
const proof = { checkpointHash: hash, largestDifference: 0, decodeTokensPerSecond: 110, cpuTokensPerSecond: 100 };
const assumed = { type: 'refused', failure: { code: 'deviceNotFinished', details: { device: 'webgpu' } } };

/** A trial that is under way; what it comes to is for the test to say. */
interface Trial {
  readonly signal: AbortSignal;
  readonly kept: string;
  end(proof: DeviceProof): void;
  fail(error: Error): void;
}

let folder: string;
let trials: Trial[];
let isBusy: boolean;
/** Whether a trial ends when it is told to. */
let heedsStop: boolean;
/** Of the model in use. */
let loadedHash: string;
let events: Broadcast<AppEvent>;
let devices: Devices;
let choice: DeviceChoice;
let records: DeviceRecords;

const file = () => join(folder, 'devices.json');
const keptNow = () => readFileSync(file(), 'utf8');
const outcome = () => records.of(hash, 'webgpu')?.outcome;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-devices-'));
  trials = [];
  isBusy = false;
  heedsStop = true;
  loadedHash = hash;
  events = new Broadcast<AppEvent>(() => {});
  records = new DeviceRecords(file(), 'now');
  choice = new DeviceChoice({ records, wish: 'auto', nowMs: () => 5, onChange: () => {}, onGivenUp: () => {} });
  devices = new Devices({
    ...{ choice, events, queue: new TurnQueue(), trialDelayMs: 1, onLog: () => {}, isBusy: () => isBusy },
    link: { view: () => ({ type: 'ready' }), ready: async () => ({}) } as unknown as EngineLink,
    models: {
      loaded: () => ({ dir: folder, engine: { checkpointHash: loadedHash, provider: 'cpu' } }),
    } as unknown as ModelHost,
    tryDevice: (_dir, signal) =>
      new Promise((end, fail) => {
        trials.push({ signal, kept: keptNow(), end, fail });
        signal.addEventListener('abort', () => heedsStop && fail(signal.reason));
      }),
    onError: (error) => expect.unreachable(String(error)),
  });
});
afterEach(async () => {
  await devices.close();
  await records.settled();
  rmSync(folder, { recursive: true, force: true });
});

const untilTried = (count: number) => until(() => trials.length === count && trials[count - 1]);

describe('a trial', () => {
  it('beside which something else begins ends at once, says nothing, and is made again when all is quiet', async () => {
    devices.whenReady();
    const disturbed = await untilTried(1);
    isBusy = true;
    await until(() => disturbed.signal.aborted);
    await until(() => outcome() === undefined);
    // Nothing is tried while the other is at work.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(trials).toHaveLength(1);
    isBusy = false;
    (await untilTried(2)).end(proof);
    await until(() => outcome()?.type === 'proven');
    expect(outcome()).toMatchObject({ decodeTokensPerSecond: 110, cpuTokensPerSecond: 100 });
  });

  it('that was disturbed in its last moment decides nothing either', async () => {
    devices.whenReady();
    const disturbed = await untilTried(1);
    heedsStop = false;
    isBusy = true;
    await until(() => disturbed.signal.aborted);
    heedsStop = true;
    isBusy = false;
    disturbed.end(proof);
    await untilTried(2);
    expect(outcome()).toEqual(assumed);
  });

  it('does not begin beside something else', async () => {
    isBusy = true;
    devices.whenReady();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(trials).toEqual([]);
    isBusy = false;
    await untilTried(1);
  });

  it('that somebody asked for is made again until it was not disturbed, and answers then', async () => {
    choice.note(hash, { type: 'refused', failure: { code: 'deviceHung', details: { device: 'webgpu' } } });
    await records.settled();
    isBusy = true;
    let isAnswered = false;
    const asked = devices.measure().then(() => {
      isAnswered = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(trials).toEqual([]);
    isBusy = false;
    await untilTried(1);
    isBusy = true;
    await until(() => trials[0]?.signal.aborted);
    isBusy = false;
    const second = await untilTried(2);
    // What was found out before holds meanwhile.
    expect([isAnswered, second.kept]).toEqual([false, expect.stringContaining('deviceHung')]);
    second.end(proof);
    await asked;
    expect(outcome()?.type).toBe('proven');
  });
});

describe('a trial that somebody asks for', () => {
  it('is made of the model in use, also where one of the model before is under way', async () => {
    const other = 'b'.repeat(64);
    choice.note(other, { type: 'refused', failure: { code: 'deviceHung', details: { device: 'webgpu' } } });
    devices.whenReady();
    const before = await untilTried(1);
    loadedHash = other;
    let isAnswered = false;
    const asked = devices.measure().then(() => {
      isAnswered = true;
    });
    before.end(proof);
    const second = await untilTried(2);
    expect([isAnswered, outcome()?.type]).toEqual([false, 'proven']);
    second.end({ ...proof, checkpointHash: other });
    await asked;
    expect(records.of(other, 'webgpu')?.outcome.type).toBe('proven');
  });

  it('does not wait as long as those that were disturbed before made others wait', async () => {
    devices.whenReady();
    // Each doubles the time, from a millisecond.
    for (let count = 1; count <= 11; count++) {
      const disturbed = await untilTried(count);
      isBusy = true;
      await until(() => disturbed.signal.aborted);
      await until(() => outcome() === undefined);
      isBusy = false;
    }
    const askedAtMs = performance.now();
    const asked = devices.measure();
    (await untilTried(12)).end(proof);
    await asked;
    expect(performance.now() - askedAtMs).toBeLessThan(1_000);
  });
});

describe('what is kept of a first trial while it lasts', () => {
  const keptOutcome = (kept: string) => JSON.parse(kept)[0]?.outcome;

  it('is on the disk before it begins: that it took everything along', async () => {
    devices.whenReady();
    expect(keptOutcome((await untilTried(1)).kept)).toEqual(assumed);
    // As the next start finds it after the machine went.
    const next = new DeviceRecords(file(), 'now');
    expect(next.of(hash, 'webgpu')?.outcome).toEqual(assumed);
    // Pages are told that it is being tried.
    expect(choice.view().devices[1]?.trial).toEqual({ type: 'trying' });
  });

  it.each([
    ['what was proven', (trial: Trial) => trial.end(proof), 'proven'],
    [
      'why it was refused',
      (trial: Trial) => trial.fail(new CoreError('deviceDiffers', { device: 'webgpu', difference: 1, allowed: 0.1 })),
      'refused',
    ],
    [
      'nothing, where that says nothing of the device',
      (trial: Trial) => trial.fail(new Error('No memory.')),
      undefined,
    ],
  ] as const)('gives way to %s', async (_what, end, type) => {
    devices.whenReady();
    end(await untilTried(1));
    await until(() => JSON.stringify(outcome()) !== JSON.stringify(assumed));
    await records.settled();
    expect(keptOutcome(keptNow())?.type).toBe(type);
    expect(outcome()).not.toEqual(assumed);
  });

  it('is gone after an orderly end, so that the next start tries again', async () => {
    devices.whenReady();
    await untilTried(1);
    await devices.close();
    await records.settled();
    expect(JSON.parse(keptNow())).toEqual([]);
  });
});

describe('a device that was given up', () => {
  const failure = { code: 'deviceFailed', details: { device: 'webgpu' } } as const;

  it('is told to the pages that are there, and to no later one', () => {
    const heard: AppEvent[] = [];
    void events.until(new AbortController().signal, (event) => heard.push(event));
    devices.whenGivenUp(failure);
    expect(heard).toEqual([{ type: 'deviceGivenUp', failure }]);
    expect(devices.takeUnheard()).toBeNull();
  });

  it('is told once to the next page where none was there', () => {
    devices.whenGivenUp(failure);
    expect([devices.takeUnheard(), devices.takeUnheard()]).toEqual([failure, null]);
  });
});
