import { createHash, randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { CoreError } from '../../shared/wire.ts';
import { isAlive } from '../lock-holder.ts';
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
    const part = await partBeside(path);
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
    const part = await partBeside(join(parent, name));
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

/** Waits until a file that something else wrote is on the disk. Gives how many bytes it has. */
export async function syncedBytes(path: string): Promise<number> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/** Its name says which process of which computer writes it: what one that was killed has left can be told from it. */
async function partBeside(path: string): Promise<string> {
  const folder = dirname(path);
  await removeLeftParts(folder);
  return join(folder, `${partsOfComputer}${process.pid}-${randomBytes(8).toString('hex')}.part`);
}

const partsOfComputer = `.palimpsest-${createHash('sha256').update(hostname()).digest('hex').slice(0, 8)}-`;

/** A folder that cannot be read is told by whatever is written to it. */
async function removeLeftParts(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(partsOfComputer)) continue;
    const [, pid] = /^(\d+)-[0-9a-f]{16}\.part(?:\.html)?$/.exec(name.slice(partsOfComputer.length)) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) await removed(join(folder, name));
  }
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
