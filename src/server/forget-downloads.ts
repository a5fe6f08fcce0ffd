import { existsSync, readlinkSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

/** Where Chromium keeps the names of files that it downloaded, which are made of titles. Nobody sees that list: the window has no bar. */
const remembering = ['History', 'History-journal', 'shared_proto_db'];

/** Takes the names of exported files out of the browser's profile, unless a browser works with it: it has them until the next start then. */
export function forgetDownloads(profileDir: string): void {
  if (isInUse(profileDir)) return;
  for (const name of remembering) {
    try {
      rmSync(join(profileDir, 'Default', name), { recursive: true, force: true });
    } catch {
      // A disk that takes nothing, or another program that looks at it: the window opens all the same.
    }
  }
}

/** Chromium's own lock: a link to its machine and process, or on Windows a file that is there as long as it runs. */
function isInUse(profileDir: string): boolean {
  if (existsSync(join(profileDir, 'lockfile'))) return true;
  const holder = linkIn(profileDir);
  if (holder === undefined) return false;
  const [, host, pid] = /^(.*)-(\d+)$/.exec(holder) ?? [];
  return host !== hostname() || isRunning(Number(pid));
}

function linkIn(profileDir: string): string | undefined {
  try {
    return readlinkSync(join(profileDir, 'SingletonLock'));
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
