import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** Everything that a build is made from. */
const sources = [
  'src',
  'resources',
  'electron.vite.config.ts',
  'scripts/replay-player.ts',
  'package.json',
  'package-lock.json',
];

/** A hash of names and contents: copying, cloning and switching branches change times, but not what is built. */
export function hashSources(root: string): string {
  const hash = createHash('sha256');
  for (const path of sources.flatMap((source) => listFiles(join(root, source)))) {
    const name = relative(root, path).split(sep).join('/');
    if (/\.test\.tsx?$/.test(name)) continue;
    hash.update(`${name}\0`).update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

function listFiles(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => listFiles(join(path, name)));
}
