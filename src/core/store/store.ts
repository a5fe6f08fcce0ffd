import type { FailureView } from '../../shared/views.ts';
import { fromWireError } from '../../shared/wire.ts';
import type { Connection } from './connection.ts';
import { openDatabase, openRelaxed } from './database.ts';
import { type KnownToDatabase, nowhere, rememberPlace } from './place.ts';
import { openReadingCopy, readOnlyFailure } from './reading-copy.ts';
import { explained } from './store-errors.ts';
import { guardFunctions, openFunctions, type StoreFunctions } from './store-functions.ts';
import { emptyLog } from './traces.ts';

/** Everything that is kept. Calls are synchronous, and what goes wrong with the disk or the file comes as an error that a person can act on. */
export interface Store extends StoreFunctions {
  /**
   * Why nothing can be written: then what was there at the start can be read, every function that writes throws this, and
   * upkeep does nothing. Null when it can be written.
   */
  readonly readOnly: FailureView | null;
  close(): void;
}

export interface StoreOptions {
  /**
   * Ends answers that the end of the process before cut off (see `recover`), as a part of opening: where the disk does not
   * allow it, the chats are opened for reading. Not for a second look at a store in use. Defaults to leaving them as they are.
   */
  readonly recoversAtMs?: number | undefined;
  /** Told of upkeep that trouble with the disk left undone. Defaults to nothing. */
  readonly onUndone?: ((why: string) => void) | undefined;
}

/**
 * Opens the database of a data folder, made when there is none; `:memory:` keeps nothing. Where the disk is full or cannot be
 * written, the chats are opened for reading alone (`readOnly`). See `openDatabase` for errors.
 */
export function openStore(file: string, options: StoreOptions = {}): Store {
  try {
    return openForWriting(file, options);
  } catch (error) {
    const readOnly = readOnlyFailure(error);
    if (!readOnly) throw error;
    return openForReading(file, readOnly);
  }
}

function openForWriting(file: string, { recoversAtMs, onUndone = () => {} }: StoreOptions): Store {
  const connection = openDatabase(file);
  let relaxed = connection;
  const close = () => {
    if (relaxed !== connection) relaxed.close();
    connection.close();
  };
  try {
    const place = connection.memory ? nowhere : rememberPlace(file, knownTo(connection));
    relaxed = explained(file, () => openRelaxed(connection));
    const functions = openFunctions(connection, relaxed);
    explained(file, () => functions.search.refresh());
    if (recoversAtMs !== undefined) explained(file, () => functions.turns.recover(recoversAtMs));
    startEmptyLog(connection);
    const guard = { file, refuseWriting: () => place.refuseGone(), onUndone };
    return { ...guardFunctions(functions, guard), readOnly: null, close };
  } catch (error) {
    close();
    throw error;
  }
}

function openForReading(file: string, readOnly: FailureView): Store {
  const connection = openReadingCopy(file);
  const functions = openFunctions(connection, connection);
  functions.turns.recover(Date.now());
  connection.pragma('query_only = ON');
  const refuseWriting = () => {
    throw fromWireError(readOnly);
  };
  return {
    ...guardFunctions(functions, { file, refuseWriting, onUndone: () => {} }),
    readOnly,
    close: () => connection.close(),
  };
}

/** A log that cannot be read is not empty, and a database that was cut has no length. */
function knownTo(connection: Connection): KnownToDatabase {
  const orElse = <Value>(otherwise: Value, ask: () => Value): Value => {
    try {
      return ask();
    } catch {
      return otherwise;
    }
  };
  const number = (name: string) => connection.pragma(name, { simple: true }) as number;
  return {
    isLogEmpty: () =>
      orElse(false, () => {
        const [state] = connection.pragma('wal_checkpoint(PASSIVE)') as { readonly log: number }[];
        return state?.log === 0;
      }),
    databaseBytes: () => orElse(Number.NaN, () => number('page_count') * number('page_size')),
  };
}

/** Words that were removed last may stand in it still. What cannot be done now, while somebody else reads, a later start does. */
function startEmptyLog(connection: Connection): void {
  try {
    emptyLog(connection);
  } catch {
    // A full disk, say: the log is whole, and nothing was asked for that could be told as not done.
  }
}
