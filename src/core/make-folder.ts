import { existsSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CoreError } from '../shared/wire.ts';

/** SQLite takes no longer paths, its own "-journal" behind the name included. */
const longestPathBytes = 512;
const longestNameInIt = 'palimpsest.sqlite-journal';

/**
 * Makes the data folder (and its parents) when it is not there, readable by its owner only, and gives its real path. Throws
 * `notWritable`, `diskFull` or `diskError` for whatever cannot be one.
 */
export function makeDataFolder(dataDir: string): string {
  try {
    const path = resolve(dataDir);
    refuseLongPath(path, dataDir);
    makeFolder(path);
    const realPath = realpathSync(path);
    if (!statSync(realPath).isDirectory()) throw errorOf('EEXIST');
    refuseLongPath(realPath, dataDir);
    return realPath;
  } catch (error) {
    throw explainFolderError(error, dataDir);
  }
}

/**
 * Makes a folder and its parents for their owner only; throws Node's errors. Not by `recursive`: Node then tries for ever
 * where the system answers that a new folder cannot be there (/proc).
 */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another start may have made it in the meantime; what else has that name is not a folder (a link to nowhere is one).
    if (codeOf(error) !== 'EEXIST') throw error;
    if (!existsSync(folder)) throw errorOf(isLoop(folder) ? 'ELOOP' : 'danglingLink');
  }
}

function isLoop(link: string): boolean {
  try {
    realpathSync(link);
    return false;
  } catch (error) {
    return codeOf(error) === 'ELOOP';
  }
}

function refuseLongPath(path: string, dataDir: string): void {
  const bytes = Buffer.byteLength(join(path, longestNameInIt));
  if (process.platform === 'win32' || bytes <= longestPathBytes) return;
  const mostBytes = longestPathBytes - (bytes - Buffer.byteLength(path));
  const pathBytes = Buffer.byteLength(path);
  throw new CoreError('notWritable', {
    of: 'dataFolder',
    folder: dataDir,
    cause: 'ENAMETOOLONG',
    bytes: pathBytes,
    mostBytes,
  });
}

const codes: Readonly<Record<string, 'diskFull' | 'diskError'>> = {
  ENOSPC: 'diskFull',
  EDQUOT: 'diskFull',
  EIO: 'diskError',
};

/** An error of ours for whatever a system says of a folder; what the system did not say comes back as it is. */
function explainFolderError(error: unknown, dataDir: string): unknown {
  const cause = codeOf(error);
  if (error instanceof CoreError || cause === undefined) return error;
  return new CoreError(codes[cause] ?? 'notWritable', { of: 'dataFolder', folder: dataDir, cause });
}

function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function errorOf(code: string): Error {
  return Object.assign(new Error(code), { code });
}
