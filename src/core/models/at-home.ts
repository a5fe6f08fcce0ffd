import { join } from 'node:path';
import { findHomeFolder } from '../data-folder.ts';

/** A path as it was typed: `~` stands for the person's home, as where they type commands. */
export function atHome(path: string, homeFolder: string | undefined = findHomeFolder()): string {
  if (homeFolder === undefined || !/^~(?:[\\/]|$)/.test(path)) return path;
  return join(homeFolder, path.slice(1));
}
