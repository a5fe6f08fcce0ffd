import { accessSync, chmodSync, constants, existsSync, lstatSync, mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether files can be made and changed in a folder: not on a read-only disk, nor without the right to. */
export function isWritableFolder(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Where the few files go that a running app needs, while a data folder takes none (a read-only or full disk): a folder
 * among the temporary ones, the same for each start on the same data folder, so that two of them still see each other.
 */
export function standInPath(dataDir: string): string {
  const { dev, ino } = statSync(dataDir);
  return join(tmpdir(), `palimpsest-${process.getuid?.() ?? 0}-${dev}-${ino}`);
}

/** Makes the stand-in of a data folder when it is not there. Gives nothing when there cannot be one, or none of ours. */
export function openStandIn(dataDir: string): string | undefined {
  try {
    const folder = standInPath(dataDir);
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
    // Others can write among the temporary folders, too: what they have put there is not ours to trust.
    const status = lstatSync(folder);
    if (!status.isDirectory() || (process.getuid && status.uid !== process.getuid())) return undefined;
    chmodSync(folder, 0o700);
    return folder;
  } catch {
    return undefined;
  }
}
