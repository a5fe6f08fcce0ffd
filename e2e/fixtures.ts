import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, test as base, type Page } from '@playwright/test';
import { browserForTests } from '../scripts/test-browser.ts';
import type { ProcessEnd, ShellKind, ShellRun } from './shells/running-app.ts';
import { attachOnFailure, startShell } from './shells/start-shell.ts';

/** The app under test, on a data folder of its own. It runs from the beginning; a test may end it and start it again. */
export interface AppUnderTest {
  readonly shell: ShellKind;
  readonly dataDir: string;
  /** The present window's page; another one after `restart`. */
  readonly page: Page;
  /** The present run, for what only a shell's own spec asks. */
  readonly run: ShellRun;
  /** Ends it cleanly, if it still runs, and starts it again on the same data folder. */
  restart(): Promise<Page>;
  /** Ends it as a person does. */
  close(): Promise<ProcessEnd>;
  /** Ends the main process (or the server) with SIGKILL, as a power cut would. */
  killHard(): Promise<void>;
  enginePid(): Promise<number>;
  corePid(): Promise<number>;
}

interface TestFixtures {
  readonly app: AppUnderTest;
  /** An empty folder that goes after the test. */
  readonly dataDir: string;
}

interface TestOptions {
  readonly shell: ShellKind;
  /** Flags beside the data folder: `test.use({ appFlags: ['--model', folder] })`. */
  readonly appFlags: readonly string[];
}

interface WorkerFixtures {
  /** Opens the one browser that all tests of the browser shell share, when the first asks for it. */
  readonly sharedBrowser: () => Promise<Browser>;
}

export const test = base.extend<TestFixtures & TestOptions, WorkerFixtures>({
  shell: ['browser', { option: true }],
  appFlags: [[], { option: true }],

  sharedBrowser: [
    async ({ playwright }, use) => {
      let opened: Promise<Browser> | undefined;
      await use(() => {
        opened ??= playwright.chromium.launch(browserForTests());
        return opened;
      });
      await (await opened)?.close();
    },
    { scope: 'worker' },
  ],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's dependencies from this pattern
  dataDir: async ({}, use) => {
    const dataDir = realpathSync(mkdtempSync(join(tmpdir(), 'palimpsest-e2e-')));
    await use(dataDir);
    rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  },

  app: async ({ shell, dataDir, appFlags, sharedBrowser }, use, testInfo) => {
    const start = () => startShell(shell, { dataDir, flags: appFlags }, sharedBrowser);
    const app = await openAppUnderTest(shell, dataDir, start);
    await use(app.app);
    await attachOnFailure(testInfo, [app.app.run]);
    await app.end();
  },
});

export { expect } from '@playwright/test';

async function openAppUnderTest(shell: ShellKind, dataDir: string, start: () => Promise<ShellRun>) {
  let run = await start();
  let isRunning = true;
  const close = async () => {
    isRunning = false;
    return run.close();
  };
  const app: AppUnderTest = {
    shell,
    dataDir,
    get page() {
      return run.page;
    },
    get run() {
      return run;
    },
    restart: async () => {
      if (isRunning) await close();
      run = await start();
      isRunning = true;
      return run.page;
    },
    close,
    killHard: async () => {
      isRunning = false;
      await run.signal('SIGKILL');
    },
    enginePid: () => run.enginePid(),
    corePid: () => run.corePid(),
  };
  const end = async () => {
    if (isRunning) await run.signal('SIGKILL');
  };
  return { app, end };
}
