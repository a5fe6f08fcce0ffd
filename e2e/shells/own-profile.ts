import { join } from 'node:path';
import { type BrowserContext, chromium } from '@playwright/test';
import { browserForTests } from '../../scripts/test-browser.ts';
import { appWindowFlags } from '../../src/server/open-window.ts';
import { readyAddress, spawnServer } from './browser-shell.ts';
import type { ShellRun, StartSettings } from './running-app.ts';
import { within } from './within.ts';

/**
 * Starts the browser shell and opens its page as the shell does for a person: in a browser of its own, with its flags, on the
 * profile in the data folder.
 */
export async function startOnOwnProfile(settings: StartSettings): Promise<ShellRun> {
  const server = spawnServer(settings);
  const address = await readyAddress(server);
  const context = await openProfile(settings.dataDir, address);
  const end = async (signal: NodeJS.Signals) => {
    // Closed before the server, as by a person: all that it keeps is on the disk then.
    await within('The end of the browser', context.close());
    return server.signal(signal);
  };
  const openPage = async () => {
    const page = await context.newPage();
    await page.goto(address);
    return page;
  };
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(address);
  return {
    page,
    openPage,
    mainPid: server.pid,
    corePid: async () => server.pid,
    enginePid: () => Promise.reject(new Error('Nobody asks for it here.')),
    stdout: server.stdout,
    stderr: server.stderr,
    close: () => end('SIGINT'),
    signal: end,
  };
}

function openProfile(dataDir: string, address: string): Promise<BrowserContext> {
  const profile = join(dataDir, 'browser');
  const { args = [], ...launch } = browserForTests();
  // Playwright opens the page, and says itself where the profile is.
  const ownFlags = appWindowFlags(address, profile).filter((flag) => !/^--(app|user-data-dir)=/.test(flag));
  const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY !== undefined;
  return chromium.launchPersistentContext(profile, { ...launch, headless: !hasDisplay, args: [...args, ...ownFlags] });
}
