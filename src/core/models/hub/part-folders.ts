import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { HubFile } from '../../../shared/hub-view.ts';
import { explainFileError } from '../../store/store-errors.ts';
import { freeDiskBytes } from '../free-disk.ts';
import { downloadsName } from '../library.ts';

/** Where downloads that are not whole yet lie, each in a folder of its own, over starts. */
export interface PartFolders {
  /** Makes the folder, without anything that is none of these files. Throws what the disk says. */
  open(model: PartOf, files: readonly HubFile[]): Promise<string>;
  /** How much of each of these files is there. */
  doneBytes(model: PartOf, files: readonly HubFile[]): Promise<ReadonlyMap<string, number>>;
  remove(model: PartOf): Promise<void>;
  /** Null where the system does not say it. */
  freeBytes(): Promise<number | null>;
}

export interface PartOf {
  readonly repository: string;
  readonly commit: string;
}

const DAY_MS = 86_400_000;
/** What nobody went on with for so long goes when something else is downloaded. */
const KEPT_DAYS = 30;

/** `libraryDir`: the folder of all models, in a data folder that is there. */
export function openPartFolders(libraryDir: string, nowMs: () => number): PartFolders {
  const all = join(libraryDir, downloadsName);
  // The commit first: there are systems on which no name may begin as a device's does.
  const pathOf = ({ repository, commit }: PartOf) => join(all, `${commit}-${repository.replaceAll('/', '--')}`);

  return {
    open: async (model, files) => {
      const path = pathOf(model);
      try {
        // Not the folders above: a data folder that was moved away must not come to be there again, empty.
        for (const folder of [libraryDir, all, path]) await makeOne(folder);
        await removeAbandoned(all, path, nowMs());
        // Writing into its files does not say so of the folder.
        await utimes(path, nowMs() / 1000, nowMs() / 1000);
        const names = new Set(files.map(({ name }) => name));
        for (const name of await readdir(path)) {
          if (!names.has(name)) await rm(join(path, name), { recursive: true, force: true });
        }
        return path;
      } catch (error) {
        throw explainFileError(error, path);
      }
    },
    doneBytes: async (model, files) => {
      const path = pathOf(model);
      const sizes = files.map(
        async ({ name, bytes }) => [name, Math.min(await sizeOf(join(path, name)), bytes)] as const,
      );
      return new Map(await Promise.all(sizes));
    },
    remove: (model) => rm(pathOf(model), { recursive: true, force: true }),
    freeBytes: async () => (await freeDiskBytes(libraryDir)) ?? freeDiskBytes(dirname(libraryDir)),
  };
}

async function makeOne(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

async function removeAbandoned(all: string, kept: string, nowMs: number): Promise<void> {
  for (const name of await readdir(all)) {
    const path = join(all, name);
    const found = path === kept ? null : await stat(path).catch(() => null);
    if (found && nowMs - found.mtimeMs > KEPT_DAYS * DAY_MS) await rm(path, { recursive: true, force: true });
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.size ?? 0;
}
