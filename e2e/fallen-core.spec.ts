import { endless } from './pages/endless.ts';
import { MainWindow } from './pages/main-window.ts';
import { test as base, expect } from './shared-app.ts';
import { startKeptBrowserShell } from './shells/browser-shell.ts';
import { startElectronShell } from './shells/electron-shell.ts';
import { isRunning } from './shells/process-table.ts';
import type { ShellRun } from './shells/running-app.ts';

const startedAgain = "Palimpsest's core ended unexpectedly and is started again.";

/** The app as `npm start` runs it, with somebody who starts the core again. */
const test = base.extend<{ readonly run: ShellRun; readonly main: MainWindow }>({
  run: async ({ shell, dataDir, sharedBrowser }, use) => {
    const settings = { dataDir, flags: [] };
    const run =
      shell === 'electron'
        ? await startElectronShell(settings)
        : await startKeptBrowserShell(settings, await sharedBrowser());
    await use(run);
    await run.signal('SIGTERM');
  },
  main: async ({ run }, use) => {
    const main = new MainWindow(run.page);
    await main.waitUntilReady();
    await use(main);
  },
});

/** Kills the core as a crash would, and waits until another one is there and the page has heard of it. */
async function fell(run: ShellRun, main: MainWindow): Promise<void> {
  const corePid = await run.corePid();
  const count = () => run.stderr().split(startedAgain).length;
  const before = count();
  process.kill(corePid, 'SIGKILL');
  await expect.poll(count).toBe(before + 1);
  await expect.poll(() => run.corePid().catch(() => corePid)).not.toBe(corePid);
  // Until then it shows what was there before. It is told once more at the next fall where it was read.
  const told = main.page.getByTestId('banner').filter({ hasText: 'was started again' });
  await told.getByRole('button', { name: 'Dismiss' }).click();
  await expect(told).toHaveCount(0);
}

test('a core that falls during an answer is back by itself, and nothing shown or deleted a moment ago is lost', {
  tag: '@alone',
}, async ({ run, main, slowEngineOf }) => {
  await main.ask('My dog is called Waldo.');
  await main.startNewChat();
  await main.configure(endless);
  const engine = await slowEngineOf(run);
  await main.say('Tell me a story.');
  await main.waitForFirstWords();
  engine.freeze();
  const shown = (await main.textOf(main.answers.last()).textContent()) ?? '';
  // No shown word stays unsaved for longer.
  await main.page.waitForTimeout(250);
  const enginePid = await run.enginePid();
  await main.deleteChat('My dog is called Waldo.');
  await expect(main.undo).toBeVisible();
  await fell(run, main);

  await main.waitUntilReady();
  engine.resume();
  const kept = main.textOf(main.answers.last());
  await expect(kept).toHaveText(/\S/);
  expect(((await kept.textContent()) ?? '').startsWith(shown.trimEnd())).toBe(true);
  await main.undo.click();
  await expect(main.chats.filter({ hasText: 'My dog is called Waldo.' })).toHaveCount(1);
  expect(await main.ask('What is the capital of France?')).not.toBe('');
  await expect.poll(() => isRunning(enginePid)).toBe(false);
});

test('a core that keeps falling is given up at the fourth time, and the page says that it is closed', async ({
  run,
  main,
}) => {
  for (let time = 0; time < 3; time++) {
    await fell(run, main);
    await main.waitUntilReady();
  }
  process.kill(await run.corePid(), 'SIGKILL');
  await expect(main.page.getByText('Palimpsest has been closed')).toBeVisible({ timeout: 20_000 });
  await expect.poll(run.stderr).toContain('keeps ending unexpectedly, so it is not started again');
});
