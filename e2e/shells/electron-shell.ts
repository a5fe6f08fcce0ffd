import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { findElectron } from '../../scripts/electron-binary.ts';
import { projectRoot } from '../../scripts/project.mjs';
import { describeFamily } from './process-table.ts';
import { onTheCpu, type ShellRun, type StartSettings } from './running-app.ts';
import { type Watched, watch } from './spawned.ts';
import { stepLimitMs, within } from './within.ts';

/** A run of the Electron shell also gives what Playwright knows of its main process. */
export interface ElectronRun extends ShellRun {
  readonly electron: ElectronApplication;
}

/** The program and what comes before the app's own flags. Root has no sandbox to shut pages into. */
export function electronCommand(): { readonly program: string; readonly appArguments: readonly string[] } {
  const program = findElectron();
  if (!program) throw new Error('There is no Electron here: npm test says how to get it.');
  return { program, appArguments: process.getuid?.() === 0 ? ['.', '--no-sandbox'] : ['.'] };
}

/**
 * Starts the Electron shell and waits for its window.
 *
 * Playwright is not told the program: of an Electron that it finds by itself, which is the same, it holds the app until it listens.
 * One that it is told runs on meanwhile, and a page that begins to load in the very moment of the connection is never seen.
 */
export async function startElectronShell({ dataDir, flags, env = process.env }: StartSettings): Promise<ElectronRun> {
  const { appArguments } = electronCommand();
  const electron = await _electron.launch({
    args: [...appArguments, '--data-dir', dataDir, ...onTheCpu, ...flags],
    cwd: projectRoot,
    env: withValues(env),
    timeout: stepLimitMs,
  });
  const main = watch(electron.process());
  const page = await firstWindow(electron, main);
  const pidOf = (name: string) =>
    electron.evaluate(({ app }, wanted) => {
      const found = app.getAppMetrics().find((metric) => metric.name === wanted);
      if (!found) throw new Error(`There is no process named ${wanted}.`);
      return found.pid;
    }, name);
  return {
    electron,
    page,
    mainPid: main.pid,
    openPage: () => Promise.reject(new Error('The Electron shell has one window.')),
    corePid: () => pidOf('Palimpsest core'),
    enginePid: () => pidOf('Palimpsest engine'),
    stdout: main.stdout,
    stderr: main.stderr,
    close: async () => {
      const told = () => `${describeFamily(main.pid)}\nStandard error:\n${main.stderr()}`;
      const closed = within('The closing of the window', electron.close(), { told });
      const [end] = await Promise.all([main.ended(), closed]);
      return end;
    },
    signal: main.signal,
  };
}

/** Playwright takes no variables without a value. */
function withValues(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

async function firstWindow(electron: ElectronApplication, main: Watched): Promise<Page> {
  try {
    const page = await electron.firstWindow({ timeout: stepLimitMs });
    await page.waitForLoadState('load', { timeout: stepLimitMs });
    return page;
  } catch (error) {
    const family = describeFamily(main.pid);
    await main.signal('SIGKILL');
    throw new Error(`No window came.\n${family}\nStandard error:\n${main.stderr()}`, { cause: error });
  }
}
