import { afterEach, expect, it } from 'vitest';
import type { EngineContract } from '../shared/engine-contract.ts';
import type { InputOf, WireMessage } from '../shared/wire.ts';
import { startInProcessEngine } from './test-support/in-process-engine.ts';
import { openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { until } from './test-support/open-test-core.ts';

type LoadInput = InputOf<EngineContract['model.load']>;

let test: TestApplication;
afterEach(() => test.close());

it('what a person wants to load anyway is asked of the engine as that, and nothing else is', async () => {
  const loads: LoadInput[] = [];
  test = openTestApplication({
    startEngine: async () => {
      const engine = startInProcessEngine();
      const send = (message: WireMessage) => {
        if (message.type === 'call' && message.method === 'model.load') loads.push(message.input as LoadInput);
        engine.pipe.send(message);
      };
      return { ...engine, pipe: { ...engine.pipe, send } };
    },
  });
  await test.app.link.ready();
  expect(loads.map(({ loadsAnyway }) => loadsAnyway)).toEqual([false]);
  await test.page.call('models.use', { modelId: 'shipped', loadsAnyway: true });
  await until(() => loads.length === 2);
  expect(loads[1]).toMatchObject({ loadsAnyway: true });
  await test.app.link.ready();
});
