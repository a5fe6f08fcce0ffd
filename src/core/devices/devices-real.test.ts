import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWebgpu } from '../../engine/test-support/every-processor.ts';
import { writeRandomCheckpoint } from '../../engine/test-support/random-checkpoint.ts';
import type { DevicesView } from '../../shared/device-view.ts';
import { openTestCore, type TestCore } from '../test-support/open-test-core.ts';

const bundled = resolve(import.meta.dirname, '../../../models/palimpsest-mini');
/** Shaders are compiled by the software adapter as well, on whatever processors there are. */
const patience = { timeout: 150_000, interval: 50 };

let folder: string;
let test: TestCore;
let devices: DevicesView | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-devices-'));
  const modelDir = join(folder, 'model');
  // The bundled one's vocabulary, and little else of it.
  const config = { n_layer: 1, n_head: 2, n_embd: 16, vocab_size: 4_096, n_positions: 512 };
  writeRandomCheckpoint(modelDir, { config, seed: 3 });
  cpSync(join(bundled, 'tokenizer.json'), join(modelDir, 'tokenizer.json'));
});
afterEach(async () => {
  await test?.close();
  rmSync(folder, { recursive: true, force: true });
});

const used = () => devices?.devices.find(({ isUsed }) => isUsed)?.device;
const webgpu = () => devices?.devices.find(({ device }) => device === 'webgpu');

describeWebgpu('the device of this machine, in processes as they are', () => {
  it('is proven, used, and left when its process ends', async () => {
    const dataDir = join(folder, 'data');
    test = await openTestCore({ dataDir, modelDir: join(folder, 'model'), device: 'webgpu' });
    const watch = (view: DevicesView) => {
      devices = view;
    };
    test.page.stream('devices.watch', {}, watch).result.catch(() => {});
    // Refused, it says why.
    await expect.poll(() => JSON.stringify(webgpu()?.trial), patience).toMatch(/proven|refused/);
    expect(webgpu()?.trial).not.toHaveProperty('failure');
    const proven = { isUsed: true, trial: { type: 'proven' } };
    await expect.poll(webgpu, patience).toMatchObject(proven);

    const chat = await test.newGreedyChat();
    await test.page.call('chat.configure', { chatId: chat.id, settings: { maxReplyTokens: 12 } });
    await chat.send('Hello!');
    const ended = () => chat.events.flatMap((event) => (event.type === 'ended' ? [event.message] : []));
    await expect.poll(() => ended().length, patience).toBe(1);
    expect(ended()[0]).toMatchObject({ state: 'done', receipt: { provider: 'webgpu' } });

    await test.page.call('chat.configure', { chatId: chat.id, settings: { maxReplyTokens: 256 } });
    await chat.send('And then?');
    await expect.poll(() => chat.events.filter(({ type }) => type === 'text').length, patience).toBeGreaterThan(15);
    test.engines.at(-1)?.kill('SIGKILL');
    await expect.poll(() => ended().length, patience).toBe(2);
    expect(ended()[1]).toMatchObject({ state: 'failed', failure: { code: 'deviceEnded' } });
    await expect.poll(used, patience).toBe('cpu');
    expect(webgpu()?.trial).toMatchObject({ type: 'refused', failure: { code: 'deviceEnded' } });
    expect(test.appEvents.filter(({ type }) => type === 'deviceGivenUp')).toHaveLength(1);
    expect((await chat.say('Hello again!')).receipt?.provider).toBe('cpu');
  });
});
