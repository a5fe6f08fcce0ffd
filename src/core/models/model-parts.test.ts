import { setTimeout as pass } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDeviceChoice } from '../devices/open-device-choice.ts';
import { openTestGround, type TestGround } from '../test-support/open-test-ground.ts';
import { TurnQueue } from '../turn/turn-queue.ts';
import { type ModelParts, openModelParts } from './model-parts.ts';

let test: TestGround;
let parts: ModelParts;
let changes: number;

beforeEach(() => {
  test = openTestGround();
  changes = 0;
  const { choice } = openDeviceChoice({
    ...{ dataDir: test.ground.dataDir, wish: 'cpu', onChange: () => {}, onGivenUp: () => {} },
  });
  parts = openModelParts(test.ground, {
    ...{ here: test.here, queue: new TurnQueue(), preparer: { isBusy: false }, chats: { all: () => [] } },
    manifest: () => ({ bundled: 'none', models: [] }),
    devices: { choice, tryDevice: () => Promise.reject(new Error('No device is tried here.')) },
    onChanged: () => {
      changes++;
    },
  });
});

afterEach(async () => {
  await parts.close();
  await test.close();
});

it('ends a model that is coming, waits until nothing of it is left, and lets none come any more', async () => {
  const done: string[] = [];
  const following = { signal: new AbortController().signal, onProgress: () => {} };
  const coming = parts.comings.run({ name: 'gpt2', from: 'folder' }, following, async ({ signal }) => {
    await new Promise((end) => signal.addEventListener('abort', end));
    await pass(20);
    done.push('taken away');
  });
  await parts.close();
  expect(done).toEqual(['taken away']);
  await coming;
  const late = parts.comings.run({ name: 'gpt2', from: 'folder' }, following, () => Promise.resolve());
  await expect(late).rejects.toMatchObject({ code: 'closed' });
});

it('tells pages which models are here, and the chats, when another one is', () => {
  const told: unknown[] = [];
  const page = new AbortController();
  void test.ground.events.until(page.signal, (event) => told.push(event));
  parts.shownModels.changed();
  page.abort();
  expect(told).toMatchObject([{ type: 'modelSwitch', modelSwitch: { inUseId: 'shipped' } }]);
  expect(changes).toBe(1);
});
