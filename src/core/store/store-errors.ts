import Database from 'better-sqlite3';
import { CoreError } from '../../shared/wire.ts';

const { SqliteError } = Database;

/** What a person can do something about, by SQLite's code (its first two words). Anything else is a bug. */
const sentences: Readonly<Record<string, readonly [code: string, sentence: (file: string) => string]>> = {
  SQLITE_FULL: [
    'diskFull',
    (file) => `There is no room left on the disk of ${file}. What was last said may not be saved.`,
  ],
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
  const known = sentences[kind];
  return known ? new CoreError(known[0], known[1](file), { file, cause: error.code }) : error;
}

/** Runs something that touches the database, and explains what went wrong with it. */
export function explained<Result>(file: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    throw explainStoreError(error, file);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: any set of functions
type Functions = Readonly<Record<string, (...args: any[]) => unknown>>;

/** The same functions, each of which explains what went wrong with the file. */
export function explainAll<Set extends Functions>(file: string, functions: Set): Set {
  const wrap = ([name, run]: [string, Set[string]]) => [
    name,
    (...args: unknown[]) => explained(file, () => run(...args)),
  ];
  return Object.fromEntries(Object.entries(functions).map((entry) => wrap(entry as [string, Set[string]]))) as Set;
}
