import { closeSync, existsSync, openSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { CoreError } from '../../shared/wire.ts';
import { migrate, newestSchema } from './migrations.ts';
import { explained } from './store-errors.ts';

export type Connection = Database.Database;

/** "Plmp": tells our files from other programs' databases. */
const applicationId = 0x506c_6d70;

/** Larger files are not read through at every start; damage in them is reported where it is met. */
const largestCheckedBytes = 64 * 1024 * 1024;

const busyTimeoutMs = 2_000;

/**
 * Opens (or makes) the database of a data folder and brings its schema up to date. A file that is damaged, that is not ours
 * or that a newer Palimpsest wrote is refused with a sentence and stays untouched.
 */
export function openDatabase(file: string): Connection {
  return explained(file, () => {
    const isInMemory = file === ':memory:';
    if (!isInMemory && existsSync(file) && statSync(file).size > 0) refuseForeign(file);
    if (!isInMemory) createPrivately(file);
    const connection = new Database(file, { timeout: busyTimeoutMs });
    try {
      prepareConnection(connection);
      migrate(connection);
      return connection;
    } catch (error) {
      connection.close();
      throw error;
    }
  });
}

/**
 * WAL: readers never wait, and a crash leaves whole transactions. FULL: a transaction is on the disk when it returns, so
 * that what was said survives a power cut; only what `openRelaxed` writes, many times a minute, does without.
 */
function prepareConnection(connection: Connection): void {
  connection.pragma('journal_mode = WAL');
  connection.pragma('synchronous = FULL');
  connection.pragma('foreign_keys = ON');
  const isMarked = connection.pragma('application_id', { simple: true }) === applicationId;
  if (!isMarked) connection.pragma(`application_id = ${applicationId}`);
}

/**
 * A second connection for drafts and for answers under way: what it writes survives the end of the process at any point, but
 * does not wait for the disk. The next full transaction makes it durable as well. A database in memory has one connection.
 */
export function openRelaxed(connection: Connection): Connection {
  if (connection.memory) return connection;
  const relaxed = new Database(connection.name, { timeout: busyTimeoutMs });
  relaxed.pragma('synchronous = NORMAL');
  relaxed.pragma('foreign_keys = ON');
  return relaxed;
}

/** Looks at a file through a connection that cannot write, before anything else touches it. */
function refuseForeign(file: string): void {
  const connection = new Database(file, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
  try {
    const id = connection.pragma('application_id', { simple: true });
    const isEmpty = connection.prepare('SELECT COUNT(*) FROM sqlite_schema').pluck().get() === 0;
    if (id !== applicationId && !isEmpty) {
      throw new CoreError('damagedStore', `${file} belongs to another program. It was left as it is.`, { file });
    }
    const schema = connection.pragma('user_version', { simple: true }) as number;
    if (schema > newestSchema) {
      throw new CoreError(
        'newerStore',
        `This data folder was written by a newer Palimpsest (schema ${schema}; this one knows ${newestSchema}). ` +
          'Start the newer one, or choose another folder with --data-dir. Nothing was changed.',
        { file, schema, newestSchema },
      );
    }
    if (statSync(file).size <= largestCheckedBytes) refuseDamaged(connection, file);
  } finally {
    connection.close();
  }
}

function refuseDamaged(connection: Connection, file: string): void {
  const finding = connection.pragma('quick_check(1)', { simple: true });
  if (finding === 'ok') return;
  throw new CoreError(
    'damagedStore',
    `${file} is damaged: part of what it holds cannot be read. It was left as it is.`,
    { file, cause: String(finding) },
  );
}

/** Chats are private: readable by their owner only, like the files SQLite makes beside. */
function createPrivately(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600));
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new CoreError('notWritable', `${file} cannot be opened for writing (${code}).`, { file, cause: code });
  }
}
