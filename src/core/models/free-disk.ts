import * as fs from 'node:fs/promises';

/** Bytes that a person may still write to the disk of a folder; null where the system does not say. */
export async function freeDiskBytes(folder: string): Promise<number | null> {
  // From Node 18.15; where it is missing (an older Electron), a full disk is told when it is met.
  if (typeof fs.statfs !== 'function') return null;
  try {
    const { bavail, bsize } = await fs.statfs(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}
