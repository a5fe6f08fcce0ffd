import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileBeingSent } from '../../shared/sent-model.ts';
import type { TakenFile } from './files-to-take.ts';
import { smallFileNames } from './model-files.ts';
import { hashPieces } from './sent-part.ts';

/** Where what a page sends comes to lie, and which files those are. */
export interface SentFolder {
  readonly folder: string;
  readonly files: readonly TakenFile[];
}

/** How much of each of its files is there, by name, and of all. */
export async function doneBytes({ folder, files }: SentFolder) {
  const sizes = files.map(async ({ name, nameThere, bytes }) => {
    return [name, Math.min(bytes, await sizeOf(join(folder, nameThere)))] as const;
  });
  const byName = new Map(await Promise.all(sizes));
  return { byName, total: [...byName.values()].reduce((sum, bytes) => sum + bytes, 0) };
}

/** What of a file lies at this path, as its sender compares it. */
export async function fileBeingSent({ name, nameThere, bytes }: TakenFile, path: string): Promise<FileBeingSent> {
  const isWeights = !smallFileNames.some((small) => small === nameThere);
  if ((await sizeOf(path)) === 0) return { name, bytes, isWeights, pieceHashes: [] };
  const file = await open(path, 'r');
  try {
    return { name, bytes, isWeights, pieceHashes: await hashPieces(file, bytes) };
  } finally {
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** When something was last written into a folder, or one was made of it; 0 where there is none. */
export async function lastWrittenMs(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const paths = [folder, ...names.map((name) => join(folder, name))];
  const times = paths.map((path) =>
    stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    ),
  );
  return Math.max(...(await Promise.all(times)));
}
