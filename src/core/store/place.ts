import { type BigIntStats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { CoreError } from '../../shared/wire.ts';

/** Where a database lay when it was opened. */
export interface Place {
  /**
   * Throws `dataFolderGone` when another file, or none, lies there now, and `damagedStore` when one was cut short: what is
   * written would not be found again.
   */
  refuseGone(): void;
}

/** What SQLite knows of its files. */
export interface KnownToDatabase {
  /** Nothing stands in the log that is not in the database. */
  isLogEmpty(): boolean;
  /** How long the database is; NaN where that cannot be told. */
  databaseBytes(): number;
}

/**
 * Remembers the files of an open database. SQLite writes to the files it has opened, wherever they are by now, and so would
 * call words safe that a next start does not find. The number of a file that is held open is not given to another, so that a
 * device and a number are enough to know it by. Neither file gets shorter while it is open, unless somebody cuts it, but for a log
 * whose contents have all gone into the database, and a database that SQLite itself has made so short: it is asked then alone. Opens nothing itself: on POSIX, closing
 * any descriptor of a file drops the locks that SQLite holds on it. Costs two calls of the operating system, a few microseconds.
 */
export function rememberPlace(file: string, { isLogEmpty, databaseBytes }: KnownToDatabase): Place {
  const files = [file, `${file}-wal`].map((path) => {
    const opened = look(path);
    return { path, opened, bytes: opened?.size ?? 0n };
  });
  return {
    refuseGone() {
      for (const [index, known] of files.entries()) {
        if (!known.opened) continue;
        const now = look(known.path);
        if (!now || !isSame(known.opened, now)) throw gone(known.path, file);
        if (now.size < known.bytes) {
          const isMeant = index === 1 ? isLogEmpty() : databaseBytes() === Number(now.size);
          if (!isMeant) throw cutShort(known.path);
        }
        known.bytes = now.size;
      }
    },
  };
}

/** A database in memory cannot be moved. */
export const nowhere: Place = { refuseGone: () => {} };

/** Null also when it cannot be told: a disk that was taken away answers with errors of many kinds. */
function look(path: string): BigIntStats | null {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false }) ?? null;
  } catch {
    return null;
  }
}

function isSame(before: BigIntStats, now: BigIntStats): boolean {
  return before.dev === now.dev && before.ino === now.ino;
}

function gone(path: string, file: string): CoreError {
  return new CoreError('dataFolderGone', { file: path, folder: dirname(file) });
}

function cutShort(path: string): CoreError {
  return new CoreError('damagedStore', { file: path, how: 'cutShort' });
}
