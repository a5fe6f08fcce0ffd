import { afterEach, expect, it } from 'vitest';
import { openTestApplication, type TestApplication } from '../test-support/open-test-application.ts';
import { until } from '../test-support/open-test-core.ts';
import { isComputing } from './is-computing.ts';
import { trialJob } from './try-device.ts';

let test: TestApplication | undefined;
afterEach(() => test?.close());

it('answers, preparations, models that come and other engines compute; a trial itself does not count', async () => {
  test = openTestApplication();
  const { app } = test;
  const { preparer, comings, spareEngines } = app;
  const isBusy = () => isComputing({ queue: app.context.queue, preparer, comings, spareEngines });
  await app.link.ready();
  await until(() => !isBusy());

  const chat = await test.newChat();
  const said = chat.say('Hello!');
  await until(isBusy);
  await said;
  // Its end is prepared for the next message: before that begins, and while it lasts.
  expect([app.context.queue.isBusy, preparer.isBusy, isBusy()]).toEqual([false, true, true]);
  await until(() => !isBusy());

  let come = () => {};
  const following = { signal: new AbortController().signal, onProgress: () => {} };
  const coming = comings.run({ name: 'A model', from: 'folder' }, following, async () => {
    await new Promise<void>((resolve) => {
      come = resolve;
    });
  });
  expect(isBusy()).toBe(true);
  come();
  await coming;
  expect(isBusy()).toBe(false);

  const runs = async (what: string) => {
    const { signal } = new AbortController();
    return spareEngines.run({ what, signal, limitMs: 10_000 }, async () => isBusy());
  };
  expect([await runs('checking a model'), await runs(trialJob)]).toEqual([true, false]);
  expect(isBusy()).toBe(false);
});
