import { readFileSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { FailureView } from '../../shared/views.ts';
import { CoreError, toWireError } from '../../shared/wire.ts';
import type { Connection } from './connection.ts';
import { markOurs, refuseUnusable } from './database.ts';
import { migrate } from './migrations.ts';
import { explained } from './store-errors.ts';
import { applyWal } from './wal-image.ts';

/** Kinds of trouble with which chats can still be read. */
const readableCodes: ReadonlySet<string> = new Set(['notWritable', 'diskFull', 'diskError']);

/** Why a database that could not be opened for writing is opened for reading, or null when it must not be opened at all. */
export function readOnlyFailure(error: unknown): FailureView | null {
  if (!(error instanceof CoreError) || !readableCodes.has(error.code)) return null;
  return toWireError(error);
}

/**
 * A database's contents in memory, with its write-ahead log applied and its schema brought up to date: the files are read
 * and stay as they are. Where there is no database yet, an empty one. Throws what `openDatabase` throws of files that cannot
 * be used.
 */
export function openReadingCopy(file: string): Connection {
  return explained(file, () => {
    const database = readWhole(file);
    const isThere = database !== null && database.length > 0;
    const connection = isThere
      ? new Database(applyWal(database, readWhole(`${file}-wal`) ?? Buffer.alloc(0)))
      : new Database(':memory:');
    try {
      connection.pragma('temp_store = MEMORY');
      if (isThere) refuseUnusable(connection, file, database.length);
      connection.pragma('foreign_keys = ON');
      markOurs(connection);
      migrate(connection);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  });
}

/** Null when there is no such file. */
function readWhole(file: string): Buffer | null {
  try {
    return statSync(file, { throwIfNoEntry: false }) ? readFileSync(file) : null;
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new CoreError('notReadable', { file, cause: code });
  }
}
