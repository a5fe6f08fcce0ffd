import { afterEach, describe, expect, it } from 'vitest';
import type { EngineProcess } from './engine-process.ts';
import { startInProcessEngine } from './test-support/in-process-engine.ts';
import { openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { until } from './test-support/open-test-core.ts';

let test: TestApplication;
afterEach(() => test.close());

/** The engine that answers is there; of those beside it, the first is never: its machine has no room for it just now. */
async function openWithSlowSpare() {
  let started = 0;
  test = openTestApplication({
    startEngine: () => {
      started++;
      return started === 2 ? new Promise<EngineProcess>(() => {}) : Promise.resolve(startInProcessEngine());
    },
  });
  await test.app.link.ready();
  return { spareAsked: () => until(() => started === 2) };
}

const check = () => test.page.call('models.verify', { modelId: 'shipped' });

describe('a check of a model', () => {
  it('says that all is as it was', async () => {
    test = openTestApplication();
    expect(await check()).toBe('whole');
  });

  it('ends at once when a page does not want it any more, for all who asked, and begins anew when it is asked for again', async () => {
    const { spareAsked } = await openWithSlowSpare();
    const checks = [check(), check()];
    await spareAsked();
    await test.page.call('models.cancelVerify', { modelId: 'another' });
    await test.page.call('models.cancelVerify', { modelId: 'shipped' });
    // Before the one that was ended is wholly gone.
    const again = check();
    expect(await Promise.all(checks)).toEqual(['cancelled', 'cancelled']);
    expect(await again).toBe('whole');
  });

  it('does not hold up an end of the application', async () => {
    const { spareAsked } = await openWithSlowSpare();
    const checked = check().catch((error: unknown) => error);
    await spareAsked();
    await test.app.close();
    expect(await checked).toBe('cancelled');
  });
});
