import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where to look: given as arguments so that every platform can be tested on any. */
export interface BrowserSurroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly exists: (path: string) => boolean;
}

/** Browsers that can open a window without tabs and address bar, in the order they are tried. */
const linuxPrograms = [
  'chromium',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
  'chromium-browser',
];
const macPrograms = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];
const windowsPrograms = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
  'Chromium\\Application\\chrome.exe',
];

/** An installed Chromium, Chrome or Edge, if there is one. */
export function findBrowser(surroundings: BrowserSurroundings = thisMachine()): string | undefined {
  return candidates(surroundings).find(surroundings.exists);
}

function candidates({ platform, env }: BrowserSurroundings): string[] {
  if (platform === 'darwin') return macPrograms;
  if (platform === 'win32') {
    const roots = [env.ProgramFiles, env['ProgramFiles(x86)'], env.LOCALAPPDATA].filter((root) => root !== undefined);
    return windowsPrograms.flatMap((program) => roots.map((root) => `${root}\\${program}`));
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  // A snap is shut out of hidden folders, and so of the profile and of the file that opens the page: it is left aside.
  const outsideSnaps = folders.filter((folder) => !folder.startsWith('/snap/'));
  return linuxPrograms.flatMap((program) => outsideSnaps.map((folder) => join(folder, program)));
}

function thisMachine(): BrowserSurroundings {
  const { platform, env } = process;
  const isSnapStandIn = (path: string) => path.endsWith('/chromium-browser') && existsSync('/snap/bin/chromium');
  return { platform, env, exists: (path) => existsSync(path) && !isSnapStandIn(path) };
}
