import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { downloadArtifact } from '@electron/get';
import { defaultCacheFolder, readSurroundings } from '../src/core/data-folder.ts';
import { makeFolder } from '../src/core/make-folder.ts';
import { runChild } from './child-process.mjs';
import { electronPackage, findElectron, wantedElectronVersion } from './electron-binary.ts';
import { say } from './project.mjs';

/** A machine without a way to Electron's server should not wait for it at each start. */
const firstByteWithinMs = 5_000;
const stalledAfterMs = 30_000;
const failureHoldsForMs = 24 * 60 * 60 * 1000;

export type FetchedElectron =
  | { readonly type: 'there'; readonly program: string }
  | { readonly type: 'absent'; readonly reason: string };

interface FetchFailure {
  readonly version: string;
  readonly atMs: number;
  readonly reason: string;
}

/** Fetches and unpacks Electron. A failure is remembered for a day and given again, unless `triesAgain`. */
export async function fetchElectron({ triesAgain }: { readonly triesAgain: boolean }): Promise<FetchedElectron> {
  const version = wantedElectronVersion();
  const failure = readFailure(version, Date.now());
  if (failure && !triesAgain) return { type: 'absent', reason: `${failure.reason}; it is tried again after a day` };
  say(`Fetching Electron ${version} …`);
  try {
    await download(version);
  } catch (error) {
    const reason = `Electron ${version} could not be fetched (${innermostMessage(error)})`;
    rememberFailure({ version, atMs: Date.now(), reason });
    return { type: 'absent', reason };
  }
  // Electron's own installer finds the archive in the cache, checks it once more and unpacks it.
  const exitCode = await runChild(process.execPath, [join(electronPackage, 'install.js')]);
  const program = exitCode === 0 ? findElectron() : undefined;
  return program ? { type: 'there', program } : { type: 'absent', reason: `Electron ${version} could not be unpacked` };
}

async function download(version: string): Promise<void> {
  const giveUp = new AbortController();
  let silence = setTimeout(
    () => giveUp.abort(new Error(`no byte came within ${firstByteWithinMs / 1000} seconds`)),
    firstByteWithinMs,
  );
  let toldPercent = 0;
  const onProgress = async ({ transferred, percent }: { transferred: number; percent: number }) => {
    clearTimeout(silence);
    silence = setTimeout(() => giveUp.abort(new Error('the connection fell silent')), stalledAfterMs);
    const roundPercent = Math.floor(percent * 10) * 10;
    if (roundPercent > toldPercent) say(`  ${roundPercent} % (${Math.round(transferred / 1e6)} MB)`);
    toldPercent = Math.max(toldPercent, roundPercent);
  };
  try {
    await downloadArtifact({
      version,
      artifactName: 'electron',
      platform: process.platform,
      arch: process.arch,
      checksums: JSON.parse(readFileSync(join(electronPackage, 'checksums.json'), 'utf8')),
      downloadOptions: { quiet: true, signal: giveUp.signal, getProgressCallback: onProgress },
    });
  } finally {
    clearTimeout(silence);
  }
}

function failurePath(): string {
  return join(defaultCacheFolder(readSurroundings()) ?? tmpdir(), 'electron-fetch-failed.json');
}

function readFailure(version: string, nowMs: number): FetchFailure | undefined {
  try {
    const failure = JSON.parse(readFileSync(failurePath(), 'utf8')) as FetchFailure;
    const isRecent = nowMs >= failure.atMs && nowMs - failure.atMs < failureHoldsForMs;
    return failure.version === version && isRecent ? failure : undefined;
  } catch {
    return undefined;
  }
}

/** What cannot be remembered costs the next start a few seconds, no more: so a read-only cache is no error. */
function rememberFailure(failure: FetchFailure): void {
  try {
    makeFolder(dirname(failurePath()));
    writeFileSync(failurePath(), JSON.stringify(failure));
  } catch {
    return;
  }
}

/** `fetch failed` tells nothing; what it was caused by does. */
function innermostMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause ? innermostMessage(error.cause) : error.message;
}
