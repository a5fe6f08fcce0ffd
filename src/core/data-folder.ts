import { posix, win32 } from 'node:path';

/** What decides where a person's data lies: given as arguments so that every platform can be tested on any. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeFolder: string;
}

/** Where chats are kept when no `--data-dir` is given: the platform's usual place, the same for both shells. */
export function defaultDataFolder({ platform, env, homeFolder }: Surroundings): string {
  if (platform === 'win32') {
    return win32.join(env.APPDATA ?? win32.join(homeFolder, 'AppData', 'Roaming'), 'Palimpsest');
  }
  if (platform === 'darwin') return posix.join(homeFolder, 'Library', 'Application Support', 'Palimpsest');
  return posix.join(absoluteOr(env.XDG_DATA_HOME, posix.join(homeFolder, '.local', 'share')), 'Palimpsest');
}

/** Where things are kept that may vanish at any time: the platform's usual place for caches. */
export function defaultCacheFolder({ platform, env, homeFolder }: Surroundings): string {
  if (platform === 'win32') {
    return win32.join(env.LOCALAPPDATA ?? win32.join(homeFolder, 'AppData', 'Local'), 'Palimpsest', 'Cache');
  }
  if (platform === 'darwin') return posix.join(homeFolder, 'Library', 'Caches', 'Palimpsest');
  return posix.join(absoluteOr(env.XDG_CACHE_HOME, posix.join(homeFolder, '.cache')), 'palimpsest');
}

/** The XDG base directory specification: a path that is not absolute is to be ignored. */
function absoluteOr(folder: string | undefined, otherwise: string): string {
  return folder && posix.isAbsolute(folder) ? folder : otherwise;
}
