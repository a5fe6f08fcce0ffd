import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../core/make-folder.ts';
import { openStandIn } from '../core/stand-in-folder.ts';

/**
 * A folder for Chromium's own files, which also makes the single instance one per data folder: in the data folder, or in its
 * stand-in while that takes no files (a read-only or full disk).
 */
export function openProfileFolder(dataDir: string): string {
  for (const place of [() => dataDir, () => openStandIn(dataDir)]) {
    const parent = place();
    if (parent !== undefined && takesFiles(join(parent, 'electron'))) return join(parent, 'electron');
  }
  return join(dataDir, 'electron');
}

/** A profile for a start that has failed already, gone when the process ends. Undefined where there cannot be one. */
export function openPassingProfile(): string | undefined {
  try {
    const folder = mkdtempSync(join(tmpdir(), 'palimpsest-'));
    chmodSync(folder, 0o700);
    process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 2 }));
    return folder;
  } catch {
    return undefined;
  }
}

function takesFiles(folder: string): boolean {
  try {
    makeFolder(folder);
    const probe = join(folder, `.probe-${process.pid}`);
    writeFileSync(probe, 'x');
    rmSync(probe);
    return true;
  } catch {
    return false;
  }
}
