import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot } from './project.mjs';

/** The folder of the package that knows which Electron is wanted and how to unpack it. */
export const electronPackage = join(projectRoot, 'node_modules', 'electron');

const programNames: Partial<Record<NodeJS.Platform, string>> = {
  win32: 'electron.exe',
  darwin: 'Electron.app/Contents/MacOS/Electron',
};

/** The Electron that is wanted, such as "45.4.1". */
export function wantedElectronVersion(): string {
  return JSON.parse(readFileSync(join(electronPackage, 'package.json'), 'utf8')).version;
}

/** Where Electron's program is, if it is there: in ELECTRON_OVERRIDE_DIST_PATH, else where its package unpacks it. */
export function findElectron(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folder = env.ELECTRON_OVERRIDE_DIST_PATH || join(electronPackage, 'dist');
  const program = join(folder, programNames[process.platform] ?? 'electron');
  // The package writes path.txt last: without it an unpacking was cut short.
  const isWhole = Boolean(env.ELECTRON_OVERRIDE_DIST_PATH) || existsSync(join(electronPackage, 'path.txt'));
  return isWhole && existsSync(program) ? program : undefined;
}

/** On Linux the libraries that Electron links to are the system's, and may be missing: gives what the loader says. */
export function missingLibrary(program: string): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const trial = spawnSync(program, ['--version'], { env, encoding: 'utf8', timeout: 10_000 });
  if (trial.status === 0) return undefined;
  return /lib[^\s:]+\.so[.\d]*/.exec(trial.stderr ?? '')?.[0] ?? 'something it needs';
}

/** The folder that holds the program and what belongs to it. */
export function electronFolder(program: string): string {
  return dirname(program);
}
