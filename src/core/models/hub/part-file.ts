import { constants, createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import type { HubFile } from '../../../shared/hub-view.ts';
import { explainFileError } from '../../store/store-errors.ts';
import { type FileDigest, openFileDigest } from './file-digest.ts';

/** Not to append: Windows cuts no file off that was opened for that. */
const FLAGS = constants.O_RDWR | constants.O_CREAT;
const READS_BYTES = 1024 * 1024;

/** A file that grows on the disk, and what it is so far. */
export class PartFile {
  readonly path: string;
  private readonly file: HubFile;
  private readonly handle: FileHandle;
  private digest: FileDigest;
  doneBytes = 0;

  private constructor(path: string, file: HubFile, handle: FileHandle) {
    this.path = path;
    this.file = file;
    this.handle = handle;
    this.digest = openFileDigest(file);
  }

  /** Goes on with what is there from before, which is read for that; what is too long is thrown away. */
  static async open(path: string, file: HubFile, signal: AbortSignal): Promise<PartFile> {
    const handle = await explained(path, () => open(path, FLAGS, 0o600));
    const part = new PartFile(path, file, handle);
    try {
      await part.readOn(signal);
      return part;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async append(piece: Uint8Array): Promise<void> {
    await explained(this.path, async () => {
      for (let from = 0; from < piece.length; ) {
        const { bytesWritten } = await this.handle.write(piece, from, piece.length - from, this.doneBytes + from);
        from += bytesWritten;
      }
    });
    this.digest.update(piece);
    this.doneBytes += piece.length;
  }

  async startAnew(): Promise<void> {
    await explained(this.path, () => this.handle.truncate(0));
    this.digest = openFileDigest(this.file);
    this.doneBytes = 0;
  }

  /** Its SHA-256 once all of it is safe on the disk; null where it is not the file that it has to be. */
  async end(): Promise<string | null> {
    const { sha256, isAsExpected } = this.digest.end();
    if (!isAsExpected) return null;
    await explained(this.path, () => this.handle.sync());
    return sha256;
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  async remove(): Promise<void> {
    await rm(this.path, { force: true });
  }

  private async readOn(signal: AbortSignal): Promise<void> {
    const { size } = await this.handle.stat();
    if (size > this.file.bytes) return this.startAnew();
    if (size === 0) return;
    await explained(this.path, async () => {
      for await (const piece of createReadStream(this.path, { highWaterMark: READS_BYTES, end: size - 1 })) {
        signal.throwIfAborted();
        this.digest.update(piece);
        this.doneBytes += piece.length;
      }
    });
  }
}

async function explained<Result>(path: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw explainFileError(error, path);
  }
}
