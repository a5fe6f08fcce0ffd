import Database from 'better-sqlite3';
import { CoreError } from '../../shared/wire.ts';

const { SqliteError } = Database;

type Explained = 'diskFull' | 'diskError' | 'notWritable' | 'storeBusy' | 'damagedStore';

/** What a person can do something about, by SQLite's code, or its first two words. Anything else is a bug. */
const codes: Readonly<Record<string, Explained>> = {
  SQLITE_FULL: 'diskFull',
  // The shared memory beside the database cannot grow, or be made.
  SQLITE_IOERR_SHMSIZE: 'diskFull',
  SQLITE_READONLY: 'notWritable',
  SQLITE_PERM: 'notWritable',
  SQLITE_AUTH: 'notWritable',
  SQLITE_CANTOPEN: 'notWritable',
  SQLITE_IOERR: 'diskError',
  SQLITE_BUSY: 'storeBusy',
  SQLITE_LOCKED: 'storeBusy',
  SQLITE_NOTADB: 'damagedStore',
  SQLITE_CORRUPT: 'damagedStore',
};

/** An error of ours for what went wrong with the disk or the file; anything else comes back as it is. */
export function explainStoreError(error: unknown, file: string): unknown {
  if (!(error instanceof SqliteError)) return error;
  const kind = error.code.split('_').slice(0, 2).join('_');
  const code = codes[error.code] ?? codes[kind];
  if (code === undefined) return error;
  const details = { file, cause: error.code };
  return kind === 'SQLITE_NOTADB'
    ? new CoreError('damagedStore', { ...details, how: 'notADatabase' })
    : new CoreError(code, details);
}

/** The same for Node's errors of reading and writing files, by their codes. */
export function explainFileError(error: unknown, file: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || error instanceof SqliteError || !code || !('syscall' in error)) {
    return explainStoreError(error, file);
  }
  const details = { file, cause: code };
  if (code === 'ENOSPC' || code === 'EDQUOT') return new CoreError('diskFull', details);
  return new CoreError(code === 'EIO' ? 'diskError' : 'notWritable', details);
}

/** Runs something that touches the database, and explains what went wrong with it. */
export function explained<Result>(file: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw explainStoreError(error, file);
  }
}
