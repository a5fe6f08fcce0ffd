import { homedir, userInfo } from 'node:os';
import { isAbsolute, type PlatformPath, posix, win32 } from 'node:path';
import { CoreError } from '../shared/wire.ts';

/** What decides where a person's data lies: given as arguments so that every platform can be tested on any. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute; undefined where the system names none. */
  readonly homeFolder: string | undefined;
}

/** Those of this process. */
export function readSurroundings(): Surroundings {
  return { platform: process.platform, env: process.env, homeFolder: findHomeFolder() };
}

/**
 * The person's home. HOME may be empty or relative, which would put chats below the working folder, and a user may have no
 * entry in the system's list at all, which Node meets with an exception: then there is none.
 */
export function findHomeFolder(
  named: () => string = homedir,
  registered: () => string = () => userInfo().homedir,
): string | undefined {
  for (const ask of [named, registered]) {
    try {
      const folder = ask();
      if (isAbsolute(folder)) return folder;
    } catch {
      // Asked of the next.
    }
  }
  return undefined;
}

/** The working folder; undefined when it has been removed. */
export function findWorkingFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}

/**
 * Where chats are kept when no `--data-dir` is given: the platform's usual place, the same for both shells. Throws `noHome`
 * where there is no such place.
 */
export function defaultDataFolder({ platform, env, homeFolder }: Surroundings): string {
  const folder = usualFolder(platform, homeFolder, {
    win32: [env.APPDATA, 'AppData', 'Roaming'],
    darwin: [undefined, 'Library', 'Application Support'],
    other: [env.XDG_DATA_HOME, '.local', 'share'],
  });
  if (folder === undefined) {
    throw new CoreError('noHome');
  }
  return pathsOf(platform).join(folder, 'Palimpsest');
}

/** Where things are kept that may vanish at any time: the platform's usual place for caches; undefined without a home. */
export function defaultCacheFolder({ platform, env, homeFolder }: Surroundings): string | undefined {
  const folder = usualFolder(platform, homeFolder, {
    win32: [env.LOCALAPPDATA, 'AppData', 'Local'],
    darwin: [undefined, 'Library', 'Caches'],
    other: [env.XDG_CACHE_HOME, '.cache'],
  });
  const ownName =
    platform === 'win32' ? ['Palimpsest', 'Cache'] : [platform === 'darwin' ? 'Palimpsest' : 'palimpsest'];
  return folder === undefined ? undefined : pathsOf(platform).join(folder, ...ownName);
}

/** What a variable names, and else the folders below the home. */
type Place = readonly [named: string | undefined, ...belowHome: string[]];

interface Places {
  readonly win32: Place;
  readonly darwin: Place;
  readonly other: Place;
}

function usualFolder(platform: NodeJS.Platform, home: string | undefined, places: Places): string | undefined {
  const paths = pathsOf(platform);
  const [named, ...belowHome] = platform === 'win32' || platform === 'darwin' ? places[platform] : places.other;
  // The XDG base directory specification: a path that is not absolute is to be ignored. It is good advice elsewhere, too.
  if (named && paths.isAbsolute(named)) return named;
  return home !== undefined && paths.isAbsolute(home) ? paths.join(home, ...belowHome) : undefined;
}

function pathsOf(platform: NodeJS.Platform): PlatformPath {
  return platform === 'win32' ? win32 : posix;
}
