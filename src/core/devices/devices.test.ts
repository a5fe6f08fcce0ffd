import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allProcessors } from '../../engine/processors.ts';
import type { Provider } from '../../engine/provider.ts';
import { openTypedArrayDevice, TypedArrayMemory } from '../../engine/test-support/typed-array-device.ts';
import type { DeviceView, DeviceWish } from '../../shared/device-view.ts';
import type { AppEvent } from '../../shared/views.ts';
import { CoreError } from '../../shared/wire.ts';
import { type InProcessEngine, startInProcessEngine } from '../test-support/in-process-engine.ts';
import { openTestApplication, type TestApplication } from '../test-support/open-test-application.ts';
import { until } from '../test-support/open-test-core.ts';
import { deviceCircumstances } from './device-circumstances.ts';
import { DeviceRecords } from './device-records.ts';

let dataDir: string;
let memory: TypedArrayMemory;
let engines: InProcessEngine[];
let opened: TestApplication[];
/** How long each binding of rows takes longer than it does, on one and the other. */
let delayMs: { cpu: number; webgpu: number };
/** What opening the device rejects with, while there is such a thing. */
let missing: Error | null;
/** What starting an engine rejects with, while there is such a thing. */
let unstartable: CoreError | null;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-devices-'));
  memory = new TypedArrayMemory();
  engines = [];
  opened = [];
  missing = null;
  unstartable = null;
  delayMs = { cpu: 0, webgpu: 0 };
});
afterEach(async () => {
  for (const test of opened) await test.close();
  await Promise.all(engines.map((engine) => engine.quiet));
  rmSync(dataDir, { recursive: true, force: true });
});

/** The real engine; its device is the device's graph with rows in typed arrays, which a test can break. */
function startEngine(): InProcessEngine {
  const open = async () => {
    if (missing) throw missing;
    return slowed({ ...openTypedArrayDevice(memory), name: 'webgpu', mayBeAtFault: true });
  };
  const { cpu, webgpu } = allProcessors;
  const slowCpu = { ...cpu, open: async (...given: Parameters<typeof cpu.open>) => slowed(await cpu.open(...given)) };
  const engine = startInProcessEngine({
    processors: { cpu: slowCpu, webgpu: { ...webgpu, open } },
  });
  engines.push(engine);
  return engine;
}

function slowed(provider: Provider): Provider {
  const openRows: Provider['openRows'] = (shape) => {
    const rows = provider.openRows(shape);
    const bind = rows.bind.bind(rows);
    rows.bind = (...counts) => {
      const endsAt = performance.now() + delayMs[provider.name === 'cpu' ? 'cpu' : 'webgpu'];
      while (performance.now() < endsAt);
      return bind(...counts);
    };
    return rows;
  };
  return { ...provider, openRows };
}

function openApplication(device: DeviceWish | 'asSet') {
  const start = async () => {
    if (unstartable) throw unstartable;
    return startEngine();
  };
  const test = openTestApplication({ dataDir, startEngine: start, device });
  opened.push(test);
  const events: AppEvent[] = [];
  test.page.stream('app.watch', {}, (event) => events.push(event)).result.catch(() => {});
  let devices: readonly DeviceView[] = [];
  test.page
    .stream('devices.watch', {}, (view) => {
      devices = view.devices;
    })
    .result.catch(() => {});
  const row = (name: string) => devices.find(({ device }) => device === name);
  const wish = (to: DeviceWish) => test.page.call('devices.wish', { wish: to });
  const close = async () => {
    opened.splice(opened.indexOf(test), 1);
    await test.close();
  };
  return {
    ...{ ...test, events, row, wish, close },
    untilUsed: (name: string) => until(() => row(name)?.isUsed),
    untilTried: (type: DeviceView['trial']['type']) => until(() => row('webgpu')?.trial.type === type),
    givenUp: () => events.filter((event) => event.type === 'deviceGivenUp'),
  };
}

const lose = () => {
  memory.view = () => {
    throw new Error('Failed to download data from buffer: [Device] is lost');
  };
};

describe('a device', () => {
  it('is tried beside the CPU, which answers until it is proven, and then used where it was asked for', async () => {
    const test = openApplication('webgpu');
    const chat = await test.newChat();
    expect((await chat.say('Hello!')).receipt?.provider).toBe('cpu');
    await test.untilUsed('webgpu');
    expect(test.row('webgpu')?.trial).toMatchObject({ type: 'proven', decodeTokensPerSecond: expect.any(Number) });
    expect(test.row('cpu')).toMatchObject({ isUsed: false, trial: { type: 'proven' } });
    const answer = await chat.say('What is the capital of France?');
    expect([answer.state, answer.receipt?.provider]).toEqual(['done', 'webgpu']);
    expect((await chat.say('Thanks!')).receipt?.reusedTokens).toBeGreaterThan(0);
    await test.wish('cpu');
    await test.untilUsed('cpu');
    expect((await chat.say('And of Italy?')).receipt?.provider).toBe('cpu');
  });

  it('that is not clearly faster is not taken by itself, and not tried again at the next start', async () => {
    delayMs.webgpu = 30;
    const first = openApplication('auto');
    await first.untilTried('proven');
    await until(() => first.app.link.view().type === 'ready');
    expect(first.row('webgpu')).toMatchObject({ isUsed: false, because: 'tooSlow' });
    expect(first.row('cpu')).toMatchObject({ isUsed: true, because: 'fastest' });
    await first.close();
    const before = engines.length;
    const second = openApplication('auto');
    await second.untilUsed('cpu');
    expect(second.row('webgpu')?.trial.type).toBe('proven');
    await second.wish('webgpu');
    await second.untilUsed('webgpu');
    await second.close();
    // One for the CPU, one for the device: there was no third one for a trial.
    expect(engines.length - before).toBe(2);
  });

  it('that is clearly faster is taken, and answers from the first moment of the next start on', async () => {
    delayMs.cpu = 30;
    const first = openApplication('auto');
    await first.untilUsed('webgpu');
    expect(first.row('webgpu')?.because).toBe('fastest');
    await first.close();
    const before = engines.length;
    const second = openApplication('asSet');
    expect((await (await second.newChat()).say('Hello!')).receipt?.provider).toBe('webgpu');
    expect(engines.length - before).toBe(1);
    await second.wish('cpu');
    await second.untilUsed('cpu');
    await second.close();
    const third = openApplication('asSet');
    await third.untilUsed('cpu');
    expect(third.row('webgpu')).toMatchObject({ isUsed: false, because: null });
  });

  it('that is not there, or computes wrong, is refused with the reason, until somebody asks again', async () => {
    missing = new Error(
      '/src/webgpu_context.cc:136 Context(const Config&) status == Success was false. No supported adapters.\n',
    );
    const test = openApplication('auto');
    await test.untilTried('notFound');
    expect(test.row('webgpu')?.trial).toMatchObject({
      failure: { code: 'deviceNotFound', details: { cause: 'No supported adapters.' } },
    });
    expect(test.row('cpu')?.because).toBe('onlyOne');
    missing = null;
    const copy = memory.copy.bind(memory);
    memory.copy = async (from, to, rowCount) => {
      await copy(from, to, rowCount);
      // Not the first row: one that is not copied is noticed by itself.
      to.values.fill(0.5, to.width, rowCount * to.width);
    };
    await test.page.call('devices.measure', { device: 'webgpu' });
    expect(test.row('webgpu')?.trial).toMatchObject({ type: 'refused', failure: { code: 'deviceDiffers' } });
    memory.copy = copy;
    const started = engines.length;
    await test.wish('webgpu');
    expect((await (await test.newChat()).say('Hello!')).receipt?.provider).toBe('cpu');
    expect(engines.length).toBe(started);
    await test.page.call('devices.measure', { device: 'webgpu' });
    await test.untilUsed('webgpu');
    expect(test.givenUp()).toEqual([]);
  });

  it('that cannot be tried again keeps its proof, and whoever asked is told why', async () => {
    const test = openApplication('webgpu');
    await test.untilUsed('webgpu');
    const { trial } = test.row('webgpu') as DeviceView;
    unstartable = new CoreError('engineNotStarted', { cause: 'There are too many processes.' });
    await expect(test.page.call('devices.measure', { device: 'webgpu' })).rejects.toMatchObject({
      code: 'engineNotStarted',
    });
    expect(test.row('webgpu')).toMatchObject({ isUsed: true, trial });
    expect((await (await test.newChat()).say('Hello!')).receipt?.provider).toBe('webgpu');
  });
});

describe('a device that is lost', () => {
  async function openOnDevice() {
    const test = openApplication('webgpu');
    await test.untilUsed('webgpu');
    return { test, chat: await test.newChat() };
  }
  const refused = (code: string) => ({ type: 'refused', failure: { code } });

  it('in an answer leaves what was said, the CPU starts, and the answer can be gone on with', async () => {
    const { test, chat } = await openOnDevice();
    await test.page.call('chat.configure', { chatId: chat.id, settings: { maxReplyTokens: 96 } });
    await chat.send('Tell me a story.');
    await until(() => chat.events.filter(({ type }) => type === 'text').length > 3);
    const view = memory.view.bind(memory);
    lose();
    const failed = await chat.untilEnded();
    expect(failed).toMatchObject({ state: 'failed', failure: { code: 'deviceFailed', details: { device: 'webgpu' } } });
    expect(failed.text.length).toBeGreaterThan(3);
    await test.untilUsed('cpu');
    expect(test.row('webgpu')?.trial).toMatchObject(refused('deviceFailed'));
    expect(test.givenUp()).toHaveLength(1);
    const outcome = await test.page.call('turn.continue', {
      ...{ chatId: chat.id, turnId: failed.turnId, acceptForgetting: [] },
    });
    expect(outcome.type).toBe('begun');
    const whole = await chat.untilEnded();
    expect(whole).toMatchObject({ state: 'done', receipt: { provider: 'cpu' } });
    expect(whole.text.startsWith(failed.text)).toBe(true);
    memory.view = view;
  });

  it('for want of its memory is left likewise', async () => {
    const { test, chat } = await openOnDevice();
    memory.buffersLeft = 1;
    const failed = await chat.say('Hello!');
    expect(failed).toMatchObject({ state: 'failed', failure: { code: 'deviceFailed' } });
    await test.untilUsed('cpu');
    expect((await chat.say('Hello!')).state).toBe('done');
  });

  it('together with its process is not started again there', async () => {
    const { test, chat } = await openOnDevice();
    await chat.send('Tell me a story.');
    await until(() => chat.events.some(({ type }) => type === 'text'));
    engines.at(-1)?.end('lineFirst', 5);
    expect(await chat.untilEnded()).toMatchObject({ state: 'failed', failure: { code: 'deviceEnded' } });
    await test.untilUsed('cpu');
    expect(test.row('webgpu')?.trial).toMatchObject(refused('deviceEnded'));
    expect(test.givenUp()).toHaveLength(1);
  });

  it('between two starts leaves the CPU to answer, and says so', async () => {
    const { test, chat } = await openOnDevice();
    await chat.say('Hello!');
    await test.close();
    missing = new Error('No supported adapters.');
    const later = openApplication('webgpu');
    await later.untilUsed('cpu');
    expect(later.row('webgpu')?.trial).toMatchObject({ type: 'notFound', failure: { code: 'deviceNotFound' } });
    expect(later.givenUp()).toHaveLength(1);
    expect((await (await later.watch(chat.id)).say('Hello!')).state).toBe('done');
  });

  it('while no page is there is told to the first one that comes, and to no other', async () => {
    const test = openTestApplication();
    opened.push(test);
    const failure = { code: 'deviceFailed', details: { device: 'webgpu' } } as const;
    test.app.devices.whenGivenUp(failure);
    const snapshot = async () => {
      const heard: AppEvent[] = [];
      const { cancel } = test.page.stream('app.watch', {}, (event) => heard.push(event));
      const [first] = await until(() => heard.length > 0 && heard);
      cancel();
      return first;
    };
    expect(await snapshot()).toMatchObject({ type: 'snapshot', deviceGivenUp: failure });
    expect(await snapshot()).toMatchObject({ type: 'snapshot', deviceGivenUp: null });
  });

  it('on another model is not blamed for what ends an engine that is to load one on the CPU', async () => {
    const first = openApplication('cpu');
    await first.untilUsed('cpu');
    await first.close();
    const records = new DeviceRecords(join(dataDir, 'devices.json'), deviceCircumstances());
    const figures = { largestDifference: 0, decodeTokensPerSecond: 9, cpuTokensPerSecond: 1 };
    const proven = { type: 'proven', ...figures } as const;
    records.note({ checkpointHash: 'another', device: 'webgpu', atMs: 0, outcome: proven });
    await records.settled();
    const second = openApplication('webgpu');
    const before = engines.length;
    (await until(() => engines[before])).end('lineFirst', 5);
    const restarting = await until(() =>
      second.events.find((event) => event.type === 'engine' && event.engine.type === 'restarting'),
    );
    expect(restarting).toMatchObject({ engine: { reason: 'ended' } });
  });
});
