import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeviceName, DeviceWish } from '../../shared/device-view.ts';
import type { EngineModel } from '../../shared/engine-contract.ts';
import type { WireError } from '../../shared/wire.ts';
import { DeviceChoice } from './device-choice.ts';
import { type DeviceOutcome, DeviceRecords } from './device-records.ts';

const hash = 'a'.repeat(64);
const failure: WireError = { code: 'deviceFailed', details: { device: 'webgpu', cause: 'The device is lost.' } };
const proven = (decodeTokensPerSecond: number): DeviceOutcome => ({
  type: 'proven',
  largestDifference: 1e-6,
  decodeTokensPerSecond,
  cpuTokensPerSecond: 100,
});
const loaded = (provider: DeviceName, checkpointHash = hash) => ({ checkpointHash, provider }) as EngineModel;

let folder: string;
let file: string;
let givenUp: WireError[];
let changes: number;
let opened: DeviceRecords[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-devices-'));
  file = join(folder, 'devices.json');
  givenUp = [];
  changes = 0;
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map((records) => records.settled()));
  rmSync(folder, { recursive: true, force: true });
});

function open(wish: DeviceWish = 'auto', circumstances = 'now') {
  const records = new DeviceRecords(file, circumstances);
  opened.push(records);
  const choice = new DeviceChoice({
    ...{ records, wish, nowMs: () => 5 },
    onChange: () => {
      changes += 1;
    },
    onGivenUp: (error) => givenUp.push(error),
  });
  return { records, choice };
}
const rowsOf = (choice: DeviceChoice) => {
  const [cpu, webgpu] = choice.view().devices;
  return { cpu, webgpu };
};

describe('what a model is computed on', () => {
  const onDevice = { device: 'webgpu', checkpointHashes: [hash] };
  it.each([
    ['auto', undefined, 'cpu', 'notProven', 'onlyOne'],
    ['auto', proven(129), 'cpu', 'tooSlow', 'fastest'],
    ['auto', proven(130), 'webgpu', 'fastest', 'tooSlow'],
    ['auto', { type: 'refused', failure }, 'cpu', 'notProven', 'onlyOne'],
    ['auto', { type: 'notFound', failure }, 'cpu', null, 'onlyOne'],
    ['cpu', proven(1_000), 'cpu', null, null],
    ['webgpu', undefined, 'cpu', null, null],
    ['webgpu', proven(1), 'webgpu', null, null],
    ['webgpu', { type: 'refused', failure }, 'cpu', null, null],
  ] as const)('%s, with %j: %s', (wish, outcome, device, because, cpuBecause) => {
    const { choice } = open(wish);
    choice.whenLoaded(loaded('cpu'));
    if (outcome) choice.note(hash, outcome);
    expect(choice.deviceFor(hash)).toBe(device);
    expect(choice.deviceFor('another')).toBe('cpu');
    const { cpu, webgpu } = rowsOf(choice);
    expect([webgpu?.because, cpu?.because]).toEqual([because, cpuBecause]);
    expect([webgpu?.isUsed, cpu?.isUsed]).toEqual([false, true]);
    expect(webgpu?.trial.type).toBe(outcome?.type ?? 'untried');
    expect(choice.toLoad()).toEqual(device === 'cpu' ? undefined : onDevice);
  });

  it('is found out only where it can matter', () => {
    expect((['auto', 'webgpu', 'cpu'] as const).map((wish) => open(wish).choice.isWorthTrying(hash))).toEqual([
      true,
      true,
      false,
    ]);
    const { choice } = open();
    choice.note(hash, { type: 'refused', failure });
    expect([choice.isWorthTrying(hash), choice.isWorthTrying('b')]).toEqual([false, true]);
  });

  it('is remembered over starts, until something is different that it may depend on', async () => {
    const first = open();
    first.choice.note(hash, proven(500));
    first.choice.note('b', { type: 'refused', failure });
    await first.records.settled();
    const second = open();
    expect(second.choice.toLoad()).toEqual(onDevice);
    expect(second.choice.isWorthTrying('b')).toBe(false);
    const other = open('auto', 'another driver');
    expect(other.choice.toLoad()).toBeUndefined();
    expect(other.choice.isWorthTrying('b')).toBe(true);
  });

  it('is found out again where the file is damaged, or holds something that nobody can say', async () => {
    const first = open();
    first.choice.note(hash, proven(500));
    first.choice.note('b', { type: 'refused', failure });
    await first.records.settled();
    writeFileSync(file, readFileSync(file, 'utf8').replace('deviceFailed', 'somethingElse'));
    const second = open();
    expect([second.choice.isWorthTrying(hash), second.choice.isWorthTrying('b')]).toEqual([false, true]);
    writeFileSync(file, '{');
    expect(open().choice.isWorthTrying(hash)).toBe(true);
  });
});

describe('a device that fails', () => {
  it('while it computes a model is not used for that any more, and said so once', () => {
    const { choice } = open();
    choice.note(hash, proven(500));
    choice.note('b', proven(500));
    choice.toLoad();
    choice.whenLoaded(loaded('webgpu'));
    expect(rowsOf(choice).webgpu).toMatchObject({ isUsed: true, because: 'fastest' });
    choice.whenFailed(failure);
    expect(givenUp).toEqual([failure]);
    expect(choice.toLoad()).toEqual({ device: 'webgpu', checkpointHashes: ['b'] });
    choice.whenLoaded(loaded('cpu'));
    expect(rowsOf(choice).webgpu).toMatchObject({ isUsed: false, trial: { type: 'refused', failure } });
    expect(givenUp).toEqual([failure]);
  });

  it('before it is known on which model is left alone until that is known', () => {
    const { choice } = open();
    choice.note(hash, proven(500));
    choice.note('b', proven(500));
    choice.whenLoaded(loaded('webgpu', 'b'));
    choice.toLoad();
    choice.whenFailed(failure);
    expect([givenUp, choice.toLoad()]).toEqual([[], undefined]);
    choice.whenLoaded(loaded('cpu'));
    expect(givenUp).toEqual([failure]);
    expect([choice.deviceFor(hash), choice.deviceFor('b')]).toEqual(['cpu', 'webgpu']);
  });

  it('is not blamed on a model that was to be computed on the CPU', () => {
    const { choice } = open();
    choice.note(hash, proven(500));
    choice.toLoad();
    choice.whenFailed(failure);
    choice.whenLoaded(loaded('cpu', 'another'));
    expect([givenUp, choice.isWorthTrying('another'), choice.deviceFor(hash)]).toEqual([[], true, 'webgpu']);
  });

  it('can be none where the model that is loaded is known to be computed on the CPU', () => {
    const { choice } = open();
    choice.note(hash, proven(500));
    choice.note('b', proven(1));
    const onDevice = { device: 'webgpu', checkpointHashes: [hash] };
    expect([choice.toLoad(hash), choice.toLoad()]).toEqual([onDevice, onDevice]);
    expect([choice.toLoad('b'), choice.toLoad('another')]).toEqual([undefined, undefined]);
  });

  it('tells of every change', () => {
    const { choice } = open();
    choice.setTrying(true);
    expect(rowsOf(choice).webgpu?.trial).toEqual({ type: 'trying' });
    choice.setTrying(false);
    choice.setWish('webgpu');
    expect([changes, choice.view().wish]).toEqual([3, 'webgpu']);
  });
});
