import type { Browser, TestInfo } from '@playwright/test';
import { startBrowserShell } from './browser-shell.ts';
import { startElectronShell } from './electron-shell.ts';
import type { ShellKind, ShellRun, StartSettings } from './running-app.ts';
import { stepLimitMs } from './within.ts';

/** Starts the app in a shell. It is where a person would begin: the page is there and the core has answered it. */
export async function startShell(
  shell: ShellKind,
  settings: StartSettings,
  sharedBrowser: () => Promise<Browser>,
): Promise<ShellRun> {
  const run =
    shell === 'electron'
      ? await startElectronShell(settings)
      : await startBrowserShell(settings, await sharedBrowser());
  try {
    await run.page.getByTestId('app').waitFor({ timeout: stepLimitMs });
    return run;
  } catch (error) {
    await run.signal('SIGKILL');
    throw new Error(`The core did not answer the page. Standard error:\n${run.stderr()}`, { cause: error });
  }
}

/** In characters. */
const mostOfPage = 12_000;

/** What a person would look at first when a test failed. */
export async function attachOnFailure(testInfo: TestInfo, runs: readonly ShellRun[]): Promise<void> {
  if (testInfo.status === testInfo.expectedStatus) return;
  for (const run of runs) {
    const image = await run.page.screenshot({ timeout: 5_000 }).catch(() => undefined);
    if (image) await testInfo.attach('page', { body: image, contentType: 'image/png' });
    // Where only the log can be had, it says what stood there.
    const outline = await run.page
      .locator('body')
      .ariaSnapshot({ timeout: 5_000 })
      .catch(() => undefined);
    if (outline) console.log(`The page at the end of "${testInfo.title}":\n${outline.slice(0, mostOfPage)}`);
    await testInfo.attach('standard error', { body: run.stderr(), contentType: 'text/plain' });
  }
}
