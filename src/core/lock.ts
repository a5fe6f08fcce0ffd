import { accessSync, constants, existsSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { CoreError } from '../shared/wire.ts';
import { type HolderRecord, type LockHolder, readHolder, removeHolder, writeHolder } from './lock-holder.ts';
import { makeDataFolder } from './make-folder.ts';
import { isWritableFolder, openStandIn, standInPath } from './stand-in-folder.ts';
import { explainStoreError } from './store/store-errors.ts';

/** A data folder that is ours until `release` or the end of the process, however it ends. */
export interface Lock {
  /** False on a read-only disk and where the rights to write are missing: then nothing in the folder can be changed. */
  readonly isWritable: boolean;
  /** Tells a second start where the first can be reached. */
  announce(where: { readonly address: string }): void;
  release(): void;
}

/**
 * How long a second start waits for the first to have written who it is, and for a lock whose holder has just died to be
 * free: the operating system gives it back a moment after the process is gone.
 */
const patienceMs = 1_000;
const pauseMs = 25;

/** Held from here too: a connection that nobody can reach any more is closed by the garbage collector, and its lock goes. */
const heldConnections = new Set<Database.Database>();

/**
 * Takes a data folder (made, and readable by its owner only, when it is not there) for this process. The lock is the
 * operating system's own on a small SQLite file, so it cannot be left behind by a crash. Where the folder takes no file (a
 * read-only disk), it is held on one in the folder's stand-in. Throws `locked` with { pid, shell, address } when
 * another process has it, and what `makeDataFolder` throws of a folder that cannot be used.
 *
 * Nothing else in this process may open lock.sqlite: on POSIX closing any other descriptor of it would drop the lock.
 */
export function acquireLock(dataDir: string, holder: LockHolder): Lock {
  const folder = makeDataFolder(dataDir);
  const isWritable = isWritableFolder(folder);
  const connections = holdLock(folder, dataDir, isWritable);
  for (const connection of connections) heldConnections.add(connection);
  const record: HolderRecord = { ...holder, startedAtMs: Date.now() };
  const places = [() => folder, () => openStandIn(folder)];
  writeHolder(places, record);
  let isHeld = true;
  return {
    isWritable,
    announce({ address }) {
      if (isHeld) writeHolder(places, { ...record, address });
    },
    release() {
      if (!isHeld) return;
      isHeld = false;
      removeHolder(holderFolders(folder));
      for (const connection of connections) {
        heldConnections.delete(connection);
        connection.close();
      }
    },
  };
}

/** Where a record of the holder may lie. */
function holderFolders(folder: string): readonly string[] {
  return [folder, standInPath(folder)];
}

type Attempt =
  | { readonly type: 'held'; readonly connection: Database.Database }
  /** Another process has it. */
  | { readonly type: 'busy' }
  /** Nobody can have it, since the file cannot be made or written. */
  | { readonly type: 'unusable'; readonly error: unknown };

function holdLock(folder: string, dataDir: string, isWritable: boolean): readonly Database.Database[] {
  const giveUpAtMs = performance.now() + patienceMs;
  for (;;) {
    const connections = tryLocks(folder, isWritable);
    if (connections) return connections;
    const record = readHolder(holderFolders(folder));
    if (record) throw lockedBy(record, dataDir);
    if (performance.now() > giveUpAtMs) throw lockedBy(null, dataDir);
    pause(pauseMs);
  }
}

/**
 * The connections whose transactions are the lock: in the folder, and in its stand-in where the folder takes none or somebody
 * may have had to use that one. Null when another process has one of them.
 */
function tryLocks(folder: string, isWritable: boolean): readonly Database.Database[] | null {
  const lockFile = join(folder, 'lock.sqlite');
  const inFolder = isWritable ? tryExclusive(lockFile) : tryShared(lockFile);
  if (inFolder.type === 'busy') return null;
  const held = inFolder.type === 'held' ? [inFolder.connection] : [];
  const isEnough = isWritable && inFolder.type === 'held';
  const standIn = isEnough && !existsSync(standInPath(folder)) ? undefined : openStandIn(folder);
  const inStandIn = standIn === undefined ? undefined : tryExclusive(join(standIn, 'lock.sqlite'));
  if (inStandIn?.type === 'busy') {
    for (const connection of held) connection.close();
    return null;
  }
  if (inStandIn?.type === 'held') return [...held, inStandIn.connection];
  // Who can change nothing may go on without; who can must not.
  if (isWritable && inFolder.type === 'unusable') throw inFolder.error;
  return held;
}

/** An exclusive transaction on a file of ours, which is made when it is not there. */
function tryExclusive(lockFile: string): Attempt {
  const obstacle = obstacleOf(lockFile);
  if (obstacle) return { type: 'unusable', error: obstacle };
  return begin(lockFile, {}, (connection) => connection.exec('BEGIN EXCLUSIVE'));
}

/** What can be had without writing: it keeps out whoever would write, and is refused while somebody does. */
function tryShared(lockFile: string): Attempt {
  return begin(lockFile, { readonly: true, fileMustExist: true }, (connection) => {
    connection.exec('BEGIN');
    connection.prepare('SELECT COUNT(*) FROM sqlite_schema').get();
  });
}

function begin(file: string, options: Database.Options, take: (connection: Database.Database) => void): Attempt {
  let connection: Database.Database | undefined;
  try {
    connection = new Database(file, { ...options, timeout: 0 });
    take(connection);
    return { type: 'held', connection };
  } catch (error) {
    connection?.close();
    if (!(error instanceof Database.SqliteError)) throw error;
    if (error.code.startsWith('SQLITE_BUSY')) return { type: 'busy' };
    return { type: 'unusable', error: explainStoreError(error, file) };
  }
}

/**
 * Why a lock file cannot be one; nothing when it can, also after it was emptied: nothing is ever kept in it, so other bytes
 * are of no use to anyone. It is emptied in place, because a new file would not have the lock that another start may have
 * got meanwhile.
 */
function obstacleOf(lockFile: string): CoreError | undefined {
  const refused = (cause: string) => new CoreError('notWritable', { of: 'lock', file: lockFile, cause });
  try {
    const status = statSync(lockFile, { throwIfNoEntry: false });
    if (status === undefined) return undefined;
    if (!status.isFile()) return refused('notAFile');
    // SQLite would open what is read-only without a word, and give no lock.
    accessSync(lockFile, constants.R_OK | constants.W_OK);
    if (status.size > 0) truncateSync(lockFile);
    return undefined;
  } catch {
    // A link that leads back to itself comes here too.
    return refused('EACCES');
  }
}

function lockedBy(record: HolderRecord | null, dataDir: string): CoreError {
  return new CoreError('locked', { dataDir, pid: record?.pid, shell: record?.shell, address: record?.address });
}

function pause(durationMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, durationMs);
}
