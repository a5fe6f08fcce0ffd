import Database from 'better-sqlite3';
import { CoreError } from '../../shared/wire.ts';

const { SqliteError } = Database;

type Explanation = readonly [code: string, sentence: (file: string) => string];

const noRoom: Explanation = [
  'diskFull',
  (file) => `There is no room left on the disk of ${file}. What was last said may not be saved.`,
];

/** What a person can do something about, by SQLite's code, or its first two words. Anything else is a bug. */
const sentences: Readonly<Record<string, Explanation>> = {
  SQLITE_FULL: noRoom,
  // The shared memory beside the database cannot grow, or be made.
  SQLITE_IOERR_SHMSIZE: noRoom,
  SQLITE_READONLY: ['notWritable', (file) => `${file} cannot be written: it or its folder is read-only.`],
  SQLITE_PERM: ['notWritable', (file) => `${file} cannot be written: access is denied.`],
  SQLITE_AUTH: ['notWritable', (file) => `${file} cannot be written: access is denied.`],
  SQLITE_CANTOPEN: ['notWritable', (file) => `${file} cannot be opened: is its folder there, and may it be written?`],
  SQLITE_IOERR: ['diskError', (file) => `The disk failed while ${file} was being read or written.`],
  SQLITE_BUSY: ['storeBusy', (file) => `Another program is using ${file}. Close it and try again.`],
  SQLITE_LOCKED: ['storeBusy', (file) => `Another program is using ${file}. Close it and try again.`],
  SQLITE_NOTADB: [
    'damagedStore',
    (file) => `${file} is not a Palimpsest database, or it is damaged. It was left as it is.`,
  ],
  SQLITE_CORRUPT: [
    'damagedStore',
    (file) => `${file} is damaged: part of what it holds cannot be read. It was left as it is.`,
  ],
};

/** A sentence for what went wrong with the disk or the file; anything else comes back as it is. */
export function explainStoreError(error: unknown, file: string): unknown {
  if (!(error instanceof SqliteError)) return error;
  const kind = error.code.split('_').slice(0, 2).join('_');
  const known = sentences[error.code] ?? sentences[kind];
  return known ? new CoreError(known[0], known[1](file), { file, cause: error.code }) : error;
}

/** The same for Node's errors of reading and writing files, by their codes. */
export function explainFileError(error: unknown, file: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (!(error instanceof Error) || error instanceof SqliteError || !code || !('syscall' in error)) {
    return explainStoreError(error, file);
  }
  const details = { file, cause: code };
  if (code === 'ENOSPC' || code === 'EDQUOT') return new CoreError('diskFull', noRoom[1](file), details);
  if (code === 'EIO')
    return new CoreError('diskError', `The disk failed while ${file} was being read or written.`, details);
  return new CoreError('notWritable', `${file} cannot be opened for writing (${code}).`, details);
}

/** Runs something that touches the database, and explains what went wrong with it. */
export function explained<Result>(file: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw explainStoreError(error, file);
  }
}
