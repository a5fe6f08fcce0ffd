import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installDebianPackages } from './debian-packages.ts';
import { electronFolder, findElectron, missingLibrary } from './electron-binary.ts';
import { readSandboxFacts, sandboxProblem } from './electron-sandbox.ts';
import { fetchElectron } from './fetch-electron.ts';
import { findTestBrowser } from './test-browser.ts';

/** Whether the specs of one shell can run here, and if not, why and how they could. */
export type Readiness = { readonly type: 'ready' } | { readonly type: 'missing'; readonly sentence: string };

const ready: Readiness = { type: 'ready' };
const missing = (sentence: string): Readiness => ({ type: 'missing', sentence });

/** What Electron links to on a Debian that has no desktop. */
const electronLibraries = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libxtst6'];

/** The browser shell's specs need a browser that can be driven. */
export async function prepareBrowser(): Promise<Readiness> {
  if (findTestBrowser()) return ready;
  if ((await installDebianPackages(['chromium'], 'a browser')) && findTestBrowser()) return ready;
  return missing('there is no browser: install Chromium, Chrome or Edge, or run "npx playwright install chromium"');
}

/** The Electron shell's specs need its program, its libraries, its sandbox (except for root) and a display. */
export async function prepareElectron(): Promise<Readiness> {
  const found = findElectron();
  const electron = found ? { type: 'there' as const, program: found } : await fetchElectron({ triesAgain: false });
  if (electron.type === 'absent') {
    const advice =
      'set ELECTRON_OVERRIDE_DIST_PATH to the folder of an unpacked Electron, or run "npx install-electron"';
    return missing(`${electron.reason}: ${advice}`);
  }
  const isRoot = process.getuid?.() === 0;
  const problem = isRoot ? undefined : sandboxProblem(readSandboxFacts(electronFolder(electron.program)));
  if (problem) return missing(`${problem}: see "Linux" in https://www.electronjs.org/docs/latest/tutorial/sandbox`);
  if (missingLibrary(electron.program)) await installDebianPackages(electronLibraries, "Electron's libraries");
  const library = missingLibrary(electron.program);
  if (library)
    return missing(`a library that Electron links to is missing (${library}): install it with your system's packages`);
  return prepareDisplay();
}

/** The program that brings a display of its own, where there is none. */
export function displayWrapper(): string | undefined {
  const hasDisplay = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  return process.platform !== 'linux' || hasDisplay ? undefined : findProgram('xvfb-run');
}

async function prepareDisplay(): Promise<Readiness> {
  const hasDisplay = () =>
    process.platform !== 'linux' ||
    Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY) ||
    findProgram('xvfb-run') !== undefined;
  if (hasDisplay()) return ready;
  await installDebianPackages(['xvfb', 'xauth'], 'a display');
  return hasDisplay() ? ready : missing('there is no display: install xvfb (it brings xvfb-run)');
}

function findProgram(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
