import { _electron, type ElectronApplication } from '@playwright/test';
import { findElectron } from '../../scripts/electron-binary.ts';
import { projectRoot } from '../../scripts/project.mjs';
import { onTheCpu, type ShellRun, type StartSettings } from './running-app.ts';
import { watch } from './spawned.ts';

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

/** Starts the Electron shell and waits for its window. */
export async function startElectronShell({ dataDir, flags, env = process.env }: StartSettings): Promise<ElectronRun> {
  const { program, appArguments } = electronCommand();
  const electron = await _electron.launch({
    executablePath: program,
    args: [...appArguments, '--data-dir', dataDir, ...onTheCpu, ...flags],
    cwd: projectRoot,
    env: withValues(env),
  });
  const main = watch(electron.process());
  const page = await electron.firstWindow();
  await page.waitForLoadState();
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
      await electron.close();
      return main.ended;
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
