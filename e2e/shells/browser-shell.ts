import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { projectRoot } from '../../scripts/project.mjs';
import { childNamed } from './process-table.ts';
import type { ShellRun, StartSettings } from './running-app.ts';
import { type Watched, watch } from './spawned.ts';

/** Starts the server of the browser shell; its address is in the ready line. */
export function spawnServer({ dataDir, flags }: StartSettings): Watched {
  const server = join(projectRoot, 'out', 'main', 'server.cjs');
  const child = spawn(process.execPath, [server, '--no-open', '--data-dir', dataDir, ...flags], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return watch(child);
}

/** The address that a person would open, with its token. */
export async function readyAddress(server: Watched): Promise<string> {
  const [, address = ''] = await server.waitForLine(/^Palimpsest is ready: (\S+)\n/m);
  return address;
}

/** Starts the browser shell and opens its page in a window of the given browser. */
export async function startBrowserShell(settings: StartSettings, browser: Browser): Promise<ShellRun> {
  const server = spawnServer(settings);
  const address = await readyAddress(server);
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  const openPage = async () => {
    const page = await context.newPage();
    await page.goto(address);
    return page;
  };
  const end = async (signal: NodeJS.Signals) => {
    const ended = await server.signal(signal);
    await context.close();
    return ended;
  };
  return {
    page: await openPage(),
    mainPid: server.pid,
    openPage,
    corePid: async () => server.pid,
    enginePid: async () => childNamed(server.pid, 'engine'),
    stdout: server.stdout,
    stderr: server.stderr,
    close: () => end('SIGINT'),
    signal: end,
  };
}
