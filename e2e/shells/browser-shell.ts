import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { projectRoot } from '../../scripts/project.mjs';
import { childNamed } from './process-table.ts';
import { onTheCpu, type ShellRun, type StartSettings } from './running-app.ts';
import { type Watched, watch } from './spawned.ts';
import { within } from './within.ts';

/** Starts the server of the browser shell; its address is in the ready line. */
export function spawnServer({ dataDir, flags, env = process.env }: StartSettings): Watched {
  const server = join(projectRoot, 'out', 'main', 'server.cjs');
  const child = spawn(process.execPath, [server, '--no-open', '--data-dir', dataDir, ...onTheCpu, ...flags], {
    cwd: projectRoot,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return watch(child);
}

/** The address that a person would open, with its token. */
export async function readyAddress(server: Watched): Promise<string> {
  const [, address = ''] = await server.waitForLine(/^Palimpsest is ready: (\S+)\n/m);
  return address;
}

/** Starts the browser shell as `npm start` does: with a process that keeps the port and starts the server again. */
function spawnKeptServer({ dataDir, flags }: StartSettings): Watched {
  const start = join(projectRoot, 'scripts', 'start.ts');
  const startFlags = ['--shell', 'browser', '--no-open', '--data-dir', dataDir, ...onTheCpu, ...flags];
  const node = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'];
  return watch(
    spawn(process.execPath, [...node, start, ...startFlags], { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'] }),
  );
}

/** Starts the browser shell with its keeper, and opens its page. The server is the keeper's child. */
export async function startKeptBrowserShell(settings: StartSettings, browser: Browser): Promise<ShellRun> {
  const keeper = spawnKeptServer(settings);
  const corePid = async () => childNamed(keeper.pid, 'server.cjs');
  const enginePid = async () => childNamed(await corePid(), 'engine');
  return openShellRun(keeper, browser, { corePid, enginePid });
}

/** Starts the browser shell and opens its page in a window of the given browser. */
export async function startBrowserShell(settings: StartSettings, browser: Browser): Promise<ShellRun> {
  const server = spawnServer(settings);
  const corePid = async () => server.pid;
  const enginePid = async () => childNamed(server.pid, 'engine');
  return openShellRun(server, browser, { corePid, enginePid });
}

async function openShellRun(
  started: Watched,
  browser: Browser,
  pids: Pick<ShellRun, 'corePid' | 'enginePid'>,
): Promise<ShellRun> {
  const address = await readyAddress(started);
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  const openPage = async () => {
    const page = await context.newPage();
    await page.goto(address);
    return page;
  };
  const end = async (signal: NodeJS.Signals) => {
    const ended = await started.signal(signal);
    await within('The end of the window', context.close());
    return ended;
  };
  return {
    page: await openPage(),
    mainPid: started.pid,
    openPage,
    ...pids,
    stdout: started.stdout,
    stderr: started.stderr,
    close: () => end('SIGINT'),
    signal: end,
  };
}
