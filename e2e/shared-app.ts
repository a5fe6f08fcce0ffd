import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from './fixtures.ts';
import { MainWindow } from './pages/main-window.ts';
import type { ShellKind, ShellRun } from './shells/running-app.ts';
import { type SlowedProcess, slowDown } from './shells/slowed-process.ts';
import { attachOnFailure, startShell } from './shells/start-shell.ts';

/** Of a test that measures, or looks at what is there for a moment: nothing runs beside it (`npm test`). */
const alone = '@alone';

export interface SharedFixtures {
  /** A new chat in the app that tests of one shell share: for whatever leaves the app as it was. */
  readonly window: MainWindow;
  /** Starts the app on the test's own data folder; what still runs is ended after the test. */
  readonly start: (flags?: readonly string[], env?: NodeJS.ProcessEnv) => Promise<ShellRun>;
  /** Slows an engine down until the end of the test, so that an answer has a middle. */
  readonly slowEngineOf: (run: Pick<ShellRun, 'enginePid'>) => Promise<SlowedProcess>;
}

interface WorkerFixtures {
  readonly sharedRun: ShellRun;
}

export const test = base.extend<SharedFixtures, WorkerFixtures>({
  sharedRun: [
    async ({ sharedBrowser }, use, workerInfo) => {
      const { shell } = workerInfo.project.use as { readonly shell: ShellKind };
      const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'palimpsest-e2e-')));
      const run = await startShell(shell, { dataDir, flags: [] }, sharedBrowser);
      await use(run);
      await run.signal('SIGKILL');
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
    { scope: 'worker' },
  ],

  window: async ({ sharedRun }, use, testInfo) => {
    const window = new MainWindow(sharedRun.page);
    await window.waitUntilReady();
    await window.startNewChat();
    await expect(window.messages).toHaveCount(0);
    await use(window);
    await attachOnFailure(testInfo, [sharedRun]);
  },

  start: async ({ shell, dataDir, sharedBrowser }, use, testInfo) => {
    const runs: ShellRun[] = [];
    await use(async (flags = [], env) => {
      const run = await startShell(shell, { dataDir, flags, env }, sharedBrowser);
      runs.push(run);
      return run;
    });
    await attachOnFailure(testInfo, runs);
    await Promise.all(runs.map((run) => run.signal('SIGKILL')));
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern
  slowEngineOf: async ({}, use, testInfo) => {
    if (!testInfo.tags.includes(alone)) throw new Error(`What looks at the middle of an answer is tagged ${alone}.`);
    const slowed: SlowedProcess[] = [];
    await use(async (run) => {
      const engine = slowDown(await run.enginePid());
      slowed.push(engine);
      return engine;
    });
    for (const engine of slowed) engine.resume();
  },
});

export { expect } from './fixtures.ts';
