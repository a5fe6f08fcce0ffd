import { type BigIntStats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { CoreError } from '../../shared/wire.ts';

/** Where a database lay when it was opened. */
export interface Place {
  /** Throws `dataFolderGone` when another file, or none, lies there now: what is written would not be found again. */
  refuseGone(): void;
}

/**
 * Remembers the files of an open database. SQLite writes to the files it has opened, wherever they are by now, and so would
 * call words safe that a next start does not find. The number of a file that is held open is not given to another, so that a
 * device and a number are enough to know it by. Opens nothing itself: on POSIX, closing any descriptor of a file drops the
 * locks that SQLite holds on it. Costs two calls of the operating system, a few microseconds.
 */
export function rememberPlace(file: string): Place {
  const files = [file, `${file}-wal`];
  const opened = files.map((path) => look(path));
  return {
    refuseGone() {
      files.forEach((path, index) => {
        const before = opened[index];
        if (before && !isSame(before, look(path))) throw gone(path, file);
      });
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

function isSame(before: BigIntStats, now: BigIntStats | null): boolean {
  return now !== null && before.dev === now.dev && before.ino === now.ino;
}

function gone(path: string, file: string): CoreError {
  const folder = dirname(file);
  return new CoreError(
    'dataFolderGone',
    `${path} was moved, removed or replaced while Palimpsest is running, so nothing more can be kept. ` +
      `Put ${folder} back as it was, or close Palimpsest and start it again.`,
    { file: path, folder },
  );
}
