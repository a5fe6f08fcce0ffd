import { removeCopies } from './backup.ts';
import type { Connection } from './connection.ts';

/**
 * SQLite writes zeros over removed rows (`leaveNoTraces`), and the index takes their words out of its lists. What may be left of
 * them, after the index itself was cleaned: a row that was moved before, in the room behind the rows of a page; the log; copies.
 */
export interface Traces {
  /** Removes the copies that migrations made. */
  removeCopies(): void;
  /** Writes the file anew: a page of it may still have a copy of what was moved to another one, and was removed there. */
  writeAnew(): void;
  /** Brings all of the log into the database and cuts it to nothing. False while another program reads. */
  emptyLog(): boolean;
}

export function openTraces(connection: Connection): Traces {
  return {
    removeCopies: () => {
      if (!connection.memory) removeCopies(connection.name);
    },
    writeAnew: () => {
      if (connection.memory) return;
      // Where there is no room for that, as little as can be is left.
      emptyLog(connection);
      connection.exec('VACUUM');
      emptyLog(connection);
    },
    emptyLog: () => emptyLog(connection),
  };
}

/** Has a connection write zeros over what it removes, replaces or moves. */
export function leaveNoTraces(connection: Connection): void {
  connection.pragma('secure_delete = ON');
}

/** See `Traces`. */
export function emptyLog(connection: Connection): boolean {
  const [state] = connection.pragma('wal_checkpoint(TRUNCATE)') as { readonly busy: number }[];
  return state?.busy === 0;
}
