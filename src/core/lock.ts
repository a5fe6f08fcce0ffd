import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { CoreError } from '../shared/wire.ts';
import { explainStoreError } from './store/store-errors.ts';

/** Who uses a data folder. */
export interface LockHolder {
  readonly shell: 'electron' | 'browser';
  readonly pid: number;
}

/** A data folder that is ours until `release` or the end of the process, however it ends. */
export interface Lock {
  /** Tells a second start where the first can be reached. */
  announce(where: { readonly address: string }): void;
  release(): void;
}

interface HolderRecord extends LockHolder {
  readonly address?: string;
  readonly startedAtMs: number;
}

/**
 * How long a second start waits for the first to have written who it is, and for a lock whose holder has just died to be
 * free: the operating system gives it back a moment after the process is gone.
 */
const patienceMs = 1_000;
const pauseMs = 25;

/**
 * Takes a data folder (made, and readable by its owner only, when it is not there) for this process. The lock is the
 * operating system's own on a small SQLite file, so it cannot be left behind by a crash. Throws `locked` with a sentence
 * and { pid, shell, address } when another process has it, and sentences for a folder that cannot be used.
 *
 * Nothing else in this process may open lock.sqlite: on POSIX closing any other descriptor of it would drop the lock.
 */
export function acquireLock(dataDir: string, holder: LockHolder): Lock {
  makeDataFolder(dataDir);
  const lockFile = join(dataDir, 'lock.sqlite');
  const holderFile = join(dataDir, 'holder.json');
  const connection = holdLock(lockFile, holderFile, dataDir);
  const record: HolderRecord = { ...holder, startedAtMs: Date.now() };
  try {
    writeHolder(holderFile, record);
  } catch (error) {
    connection.close();
    throw unusableFolder(dataDir, error);
  }
  let isHeld = true;
  return {
    announce({ address }) {
      if (isHeld) writeHolder(holderFile, { ...record, address });
    },
    release() {
      if (!isHeld) return;
      isHeld = false;
      rmSync(holderFile, { force: true });
      connection.close();
    },
  };
}

function holdLock(lockFile: string, holderFile: string, dataDir: string): Database.Database {
  const giveUpAtMs = Date.now() + patienceMs;
  for (;;) {
    const connection = tryLock(lockFile);
    if (connection) return connection;
    const record = readHolder(holderFile);
    if (record && isAlive(record.pid)) throw lockedBy(record, dataDir);
    if (Date.now() > giveUpAtMs) throw lockedBy(null, dataDir);
    pause(pauseMs);
  }
}

/** An open exclusive transaction on the file, or null when another process has one. */
function tryLock(lockFile: string): Database.Database | null {
  let connection: Database.Database | undefined;
  try {
    connection = new Database(lockFile, { timeout: 0 });
    connection.exec('BEGIN EXCLUSIVE');
    return connection;
  } catch (error) {
    connection?.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw explainStoreError(error, lockFile);
  }
}

function lockedBy(record: HolderRecord | null, dataDir: string): CoreError {
  const details = record && {
    pid: record.pid,
    shell: record.shell,
    ...(record.address !== undefined && { address: record.address }),
  };
  const who = record ? `in the ${record.shell} shell (process ${record.pid})` : 'in another process';
  const where = record?.address === undefined ? '' : ` at ${record.address}`;
  return new CoreError('locked', `Palimpsest is already open on ${dataDir}, ${who}${where}.`, { dataDir, ...details });
}

/** Written whole or not at all, for its owner only: an address may hold a token. */
function writeHolder(holderFile: string, record: HolderRecord): void {
  const temporary = `${holderFile}.${record.pid}`;
  writeFileSync(temporary, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  renameSync(temporary, holderFile);
}

function readHolder(holderFile: string): HolderRecord | null {
  try {
    const record = JSON.parse(readFileSync(holderFile, 'utf8')) as HolderRecord;
    return Number.isInteger(record.pid) ? record : null;
  } catch {
    // Not written yet, or written by something else: the lock itself is what counts.
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function pause(durationMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, durationMs);
}

function makeDataFolder(dataDir: string): void {
  try {
    makeFolderWithParents(resolve(dataDir));
  } catch (error) {
    throw unusableFolder(dataDir, error);
  }
  if (!statSync(dataDir).isDirectory()) throw unusableFolder(dataDir, { code: 'EEXIST' });
}

/** Not by `recursive`: Node then tries for ever where the system answers that a new folder cannot be there (/proc). */
function makeFolderWithParents(folder: string): void {
  if (existsSync(folder)) return;
  makeFolderWithParents(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another start may have made it in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

const reasons: Readonly<Record<string, readonly [code: string, reason: string]>> = {
  EEXIST: ['notWritable', 'there is a file of that name.'],
  ENOENT: ['notWritable', 'no folder can be made there.'],
  ENOTDIR: ['notWritable', 'a part of its path is a file.'],
  EACCES: ['notWritable', 'access is denied.'],
  EPERM: ['notWritable', 'access is denied.'],
  EROFS: ['notWritable', 'the disk is read-only.'],
  ENOSPC: ['diskFull', 'there is no room left on the disk.'],
  EDQUOT: ['diskFull', 'there is no room left on the disk for you.'],
};

function unusableFolder(dataDir: string, error: unknown): unknown {
  const { code: cause = 'unknown' } = error as NodeJS.ErrnoException;
  const known = reasons[cause];
  return known
    ? new CoreError(known[0], `The data folder ${dataDir} cannot be used: ${known[1]}`, { dataDir, cause })
    : error;
}
