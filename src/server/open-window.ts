import { spawn } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeFolder } from '../core/make-folder.ts';
import { openStandIn } from '../core/stand-in-folder.ts';
import type { NoWindow } from '../shared/words/terminal-words.ts';
import { findBrowser } from './find-browser.ts';
import { forgetDownloads } from './forget-downloads.ts';
import { makeOpeningCode, openingFolder } from './opening-code.ts';
import { tellsUsers } from './peer-user.ts';

export interface WindowSettings {
  /** With the token in its fragment. */
  readonly address: string;
  readonly dataDir: string;
}

/**
 * Opens the page in a window of its own, or in the default browser. Gives nothing when it could, else the reason.
 * Other users of the machine can read the command lines of our processes, so the address with the token does not go there:
 * the browser is pointed at a file that only this user can read, and the file sends it on. The default browser of a Linux
 * may be a snap, which is shut out of hidden folders and temporary ones: it gets an address that works once.
 */
export async function openWindow({ address, dataDir }: WindowSettings): Promise<NoWindow | undefined> {
  const { platform, env } = process;
  if (platform === 'linux' && !env.DISPLAY && !env.WAYLAND_DISPLAY) return 'noDisplay';
  if (process.getuid?.() === 0) return 'rootUser';
  const browser = findBrowser();
  if (!browser && platform === 'linux' && tellsUsers()) return startDetached('xdg-open', [openingAddress(address)]);
  const redirect = writeRedirectSomewhere(address, dataDir);
  if (!redirect) return 'nowhereToWrite';
  const profile = join(redirect.folder, 'browser');
  forgetDownloads(profile);
  const [program, ...programArguments] = browser
    ? [browser, ...appWindowFlags(pathToFileURL(redirect.path).href, profile)]
    : defaultOpener(platform, redirect.path);
  return startDetached(program, programArguments);
}

/** An address that leads to the page once, and only a browser of this user. */
export function openingAddress(address: string): string {
  const url = new URL(address);
  return `${url.origin}${openingFolder}${makeOpeningCode(url.hash.slice(1).split('&')[0] ?? '', Date.now())}`;
}

/** In the data folder, or in its stand-in while that takes no files. */
function writeRedirectSomewhere(address: string, dataDir: string) {
  for (const place of [() => dataDir, () => openStandIn(dataDir)]) {
    const folder = place();
    try {
      if (folder !== undefined) return { folder, path: writeRedirect(address, join(folder, 'open')) };
    } catch {
      // The next place may take it.
    }
  }
  return undefined;
}

/** An app window with a profile of its own, and nothing of the browser's own business in the background. */
export function appWindowFlags(url: string, profileDir: string): string[] {
  return [
    `--app=${url}`,
    `--user-data-dir=${profileDir}`,
    '--window-size=1280,860',
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-default-apps',
    '--disable-features=Translate,OptimizationHints,MediaRouter',
  ];
}

function defaultOpener(platform: NodeJS.Platform, path: string): [program: string, ...programArguments: string[]] {
  if (platform === 'darwin') return ['open', path];
  // `start` is a command of the shell; its first quoted argument would be taken for a title.
  if (platform === 'win32') return ['cmd.exe', '/d', '/c', 'start', '', path];
  return ['xdg-open', path];
}

/** Writes the page that sends the browser on; folder and file are closed to everyone else before the address is in it. */
export function writeRedirect(address: string, folder: string): string {
  makeFolder(folder);
  chmodSync(folder, 0o700);
  const path = join(folder, 'palimpsest.html');
  const options = { mode: 0o600 };
  writeFileSync(path, '', options);
  chmodSync(path, 0o600);
  const meta = `<meta http-equiv="refresh" content="0; url=${address}">`;
  writeFileSync(path, `<!doctype html><meta charset="utf-8">${meta}<title>Palimpsest</title>\n`, options);
  return path;
}

function startDetached(program: string, programArguments: readonly string[]): Promise<NoWindow | undefined> {
  const child = spawn(program, programArguments, { detached: true, stdio: 'ignore' });
  return new Promise((resolve) => {
    child.on('error', () => resolve('noBrowser'));
    child.once('spawn', () => {
      child.unref();
      resolve(undefined);
    });
  });
}
