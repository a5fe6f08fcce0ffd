import { closeSync, openSync, type Stats, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { CoreError } from '../../shared/wire.ts';
import { backUp } from './backup.ts';
import { busyTimeoutMs } from './busy.ts';
import type { Connection } from './connection.ts';
import { firstCleanSchema, migrate, newestSchema, schemaOf } from './migrations.ts';
import { explained, explainFileError } from './store-errors.ts';
import { leaveNoTraces } from './traces.ts';
import { canHoldFrames } from './wal-image.ts';

/** "Plmp": tells our files from other programs' databases. */
const applicationId = 0x506c_6d70;

/** Larger files are not read through at every start; damage in them is reported where it is met. */
const largestCheckedBytes = 64 * 1024 * 1024;

/**
 * Opens (or makes) the database of a data folder and brings its schema up to date, with a copy made before. A file that is
 * damaged, that is not ours, that a newer Palimpsest wrote or whose log would be lost is refused with a sentence and stays
 * untouched.
 */
export function openDatabase(file: string, nowMs = Date.now()): Connection {
  return explained(file, () => {
    const isInMemory = file === ':memory:';
    if (!isInMemory) prepareFile(file);
    const connection = new Database(file, { timeout: busyTimeoutMs.opening });
    try {
      prepareConnection(connection);
      const schema = schemaOf(connection);
      if (!isInMemory && schema > 0 && schema < newestSchema) backUp(connection, file, schema + 1, nowMs);
      if (!isInMemory && schema > 0) writeAnew(connection, schema);
      migrate(connection);
      connection.pragma(`busy_timeout = ${busyTimeoutMs.full}`);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  });
}

/** Looks at what is there through a connection that cannot write, before anything else touches it. */
function prepareFile(file: string): void {
  refuseOtherThanFile(file);
  const size = sizeOf(file);
  if (size === 0) refuseStrayLog(file);
  if (size > 0) {
    const connection = new Database(file, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs.opening });
    try {
      refuseUnusable(connection, file, size);
    } finally {
      connection.close();
    }
  }
  createPrivately(file);
}

/**
 * WAL: readers never wait, and a crash leaves whole transactions. FULL: a transaction is on the disk when it returns, so
 * that what was said survives a power cut; only what `openRelaxed` writes, many times a minute, does without.
 */
function prepareConnection(connection: Connection): void {
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = FULL');
  leaveNoTraces(connection);
  connection.pragma('foreign_keys = ON');
  markOurs(connection);
}

/** Earlier versions left what they removed in the file's free room: it goes, once, on the way to a schema of those that do not. */
function writeAnew(connection: Connection, schema: number): void {
  if (schema < firstCleanSchema && newestSchema >= firstCleanSchema) connection.exec('VACUUM');
}

/** Writes only what is not there yet. */
export function markOurs(connection: Connection): void {
  const isMarked = connection.pragma('application_id', { simple: true }) === applicationId;
  if (!isMarked) connection.pragma(`application_id = ${applicationId}`);
}

/**
 * A second connection for drafts and for answers under way: what it writes survives the end of the process at any point, but
 * does not wait for the disk. The next full transaction makes it durable as well. A database in memory has one connection.
 */
export function openRelaxed(connection: Connection): Connection {
  if (connection.memory) return connection;
  const relaxed = new Database(connection.name, { timeout: busyTimeoutMs.relaxed });
  relaxed.pragma('synchronous = NORMAL');
  leaveNoTraces(relaxed);
  relaxed.pragma('foreign_keys = ON');
  return relaxed;
}

/** Throws for another program's database, for a newer Palimpsest's and, where the file is not too large, for a damaged one. */
export function refuseUnusable(connection: Connection, file: string, sizeBytes: number): void {
  const id = connection.pragma('application_id', { simple: true });
  const isEmpty = connection.prepare('SELECT COUNT(*) FROM sqlite_schema').pluck().get() === 0;
  if (id !== applicationId && !isEmpty) {
    throw new CoreError('damagedStore', { file, how: 'foreign' });
  }
  const schema = schemaOf(connection);
  if (schema > newestSchema) {
    throw new CoreError('newerStore', { file, schema, newestSchema });
  }
  if (sizeBytes <= largestCheckedBytes) refuseDamaged(connection, file);
}

/**
 * SQLite would begin anew beside an empty or missing database, and remove its log, in which there may be everything that was
 * ever said: until the log is written back, which a crash prevents, the database itself holds little.
 */
function refuseStrayLog(file: string): void {
  const log = `${file}-wal`;
  if (!canHoldFrames(sizeOf(log))) return;
  throw new CoreError('strayLog', { file, log });
}

function refuseDamaged(connection: Connection, file: string): void {
  const finding = connection.pragma('quick_check(1)', { simple: true });
  if (finding === 'ok') return;
  throw new CoreError('damagedStore', { file, cause: String(finding) });
}

/** A pipe nobody writes to would be waited for without end, and a folder or a device holds no chats. */
function refuseOtherThanFile(file: string): void {
  const status = statusOf(file);
  if (!status || status.isFile()) return;
  throw new CoreError('notReadable', { file, cause: 'notAFile' });
}

/** 0 when there is no such file. */
function sizeOf(file: string): number {
  return statusOf(file)?.size ?? 0;
}

function statusOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    throw explainFileError(error, file);
  }
}

/** Chats are private: readable by their owner only, like the files SQLite makes beside. */
function createPrivately(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    throw explainFileError(error, file);
  }
}
