import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who uses a data folder. */
export interface LockHolder {
  readonly shell: 'electron' | 'browser';
  readonly pid: number;
}

export interface HolderRecord extends LockHolder {
  readonly address?: string;
  readonly startedAtMs: number;
}

/**
 * Writes who holds the data folder into the first of the places that takes it: whole or not at all, and for its owner only,
 * since an address may hold a token. Never throws: a second start then learns less, and that is all.
 */
export function writeHolder(places: readonly (() => string | undefined)[], record: HolderRecord): void {
  for (const place of places) {
    const folder = place();
    if (folder !== undefined && writeRecord(folder, record)) return;
  }
}

function writeRecord(folder: string, record: HolderRecord): boolean {
  const temporary = `${holderFile(folder)}.${record.pid}`;
  try {
    writeFileSync(temporary, `${JSON.stringify(record)}\n`, { mode: 0o600 });
    renameSync(temporary, holderFile(folder));
    return true;
  } catch {
    remove(temporary);
    // What an earlier holder has left must not stand for this one.
    remove(holderFile(folder));
    return false;
  }
}

/** The record of a holder that is alive, in the first folder that has one. */
export function readHolder(folders: readonly string[]): HolderRecord | null {
  for (const folder of folders) {
    const record = readRecord(holderFile(folder));
    if (record && isAlive(record.pid)) return record;
  }
  return null;
}

export function removeHolder(folders: readonly string[]): void {
  for (const folder of folders) remove(holderFile(folder));
}

function holderFile(folder: string): string {
  return join(folder, 'holder.json');
}

function readRecord(file: string): HolderRecord | null {
  try {
    // Whatever else may have that name (a folder, a pipe that nobody writes to) is not read.
    if (!statSync(file).isFile()) return null;
    const record = JSON.parse(readFileSync(file, 'utf8')) as HolderRecord | null;
    return record !== null && Number.isInteger(record.pid) ? record : null;
  } catch {
    // Not written yet, or written by something else: the lock itself is what counts.
    return null;
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // A folder of that name, or a folder that may not be changed: it does no harm.
  }
}

/** Whether a process of this computer has that number. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
