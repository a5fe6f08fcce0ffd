import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CoreError } from '../../shared/wire.ts';
import { foldedName } from './file-names.ts';

/** Makes a PDF of an HTML file; both are paths. */
export type PrintPdf = (htmlPath: string, pdfPath: string) => Promise<void>;

/** What is written to a path that does not have it yet. */
type Fill = (path: string) => Promise<void>;

/**
 * Fills a file beside the one that is meant, which takes its place once it is whole and on the disk. However that fails, nothing
 * of it is left, and what stood there before stays.
 */
export function writeWholeFile(path: string, fill: Fill): Promise<void> {
  return explained(path, async () => {
    const part = partBeside(path);
    try {
      await fill(part);
      await rename(part, path);
    } catch (error) {
      await removed(part);
      throw error;
    }
  });
}

/** The same with a folder, which gets a name that nothing has there. Gives its path. */
export function writeWholeFolder(parent: string, name: string, fill: Fill): Promise<string> {
  return explained(join(parent, name), async () => {
    const part = partBeside(join(parent, name));
    try {
      await mkdir(part);
      await fill(part);
      const path = join(parent, await freeName(parent, name));
      await rename(part, path);
      return path;
    } catch (error) {
      await removed(part);
      throw error;
    }
  });
}

/** Writes bytes as they come into a new file, until they are on the disk. Gives how many there were. */
export async function writeBytes(path: string, bytes: AsyncIterable<Uint8Array>): Promise<number> {
  const file = await open(path, 'wx', 0o600);
  let count = 0;
  try {
    for await (const piece of bytes) {
      await file.writeFile(piece);
      count += piece.byteLength;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return count;
}

function partBeside(path: string): string {
  return join(dirname(path), `.palimpsest-${randomBytes(8).toString('hex')}.part`);
}

/** Where even that fails, its name says what it is. */
function removed(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
}

async function freeName(parent: string, name: string): Promise<string> {
  const taken = new Set((await readdir(parent)).map(foldedName));
  for (let number = 1; ; number++) {
    const wanted = number === 1 ? name : `${name} (${number})`;
    if (!taken.has(foldedName(wanted))) return wanted;
  }
}

/** What the system says of the place is told with the name that a person knows it by. */
async function explained<Result>(path: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (error instanceof CoreError || code === undefined || syscall === undefined) throw error;
    throw new CoreError('notExported', { file: basename(path), folder: dirname(path), cause: code });
  }
}
