import { constants } from 'node:fs';
import { copyFile, open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { badFile, problemOf } from './model-file.ts';

/** A file to be copied, and its name where it goes. */
export interface FileToCopy {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
}

const pieceBytes = 4 * 1024 * 1024;

export interface CopyOptions {
  readonly signal: AbortSignal;
  /** Bytes of all files that are there so far. */
  readonly onDone: (doneBytes: number) => void;
}

/**
 * Copies files into a folder, links followed, so that they are on the disk when this settles. Where the disk can have two files share
 * what they have in common, that takes no time and no room; elsewhere it goes a few megabytes at a time, and can be ended between.
 */
export async function copyFiles(
  files: readonly FileToCopy[],
  folder: string,
  { signal, onDone }: CopyOptions,
): Promise<void> {
  let doneBytes = 0;
  for (const { path, name } of files) {
    signal.throwIfAborted();
    const to = join(folder, name);
    if (await shares(path, to)) {
      doneBytes += (await stat(to)).size;
      onDone(doneBytes);
      continue;
    }
    await copyInPieces(path, to, signal, (bytes) => {
      doneBytes += bytes;
      onDone(doneBytes);
    });
  }
}

/** What the system says of a file of somebody's is told of that file, as no failure of the data folder. */
export async function ofSource<Result>(path: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    throw badFile(path, problemOf(error));
  }
}

async function shares(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    // Why it cannot is told by what is tried next. Some systems have made the file by then.
    await rm(to, { force: true });
    return false;
  }
}

async function copyInPieces(
  from: string,
  to: string,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const source = await ofSource(from, () => open(from, 'r'));
  try {
    const target = await open(to, 'wx', 0o600);
    try {
      const buffer = Buffer.allocUnsafe(pieceBytes);
      for (;;) {
        signal.throwIfAborted();
        const { bytesRead } = await ofSource(from, () => source.read(buffer, 0, pieceBytes, null));
        if (bytesRead === 0) break;
        for (let written = 0; written < bytesRead; ) {
          written += (await target.write(buffer, written, bytesRead - written, null)).bytesWritten;
        }
        onBytes(bytesRead);
      }
      await target.sync();
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
