import { createReadStream } from 'node:fs';
import type { ImportProgress } from '../../shared/import-view.ts';
import { refused } from '../palimpsest-file/refusal.ts';

export interface FileReadingOptions {
  readonly path: string;
  /** As it is told. */
  readonly name: string;
  readonly totalBytes: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ImportProgress) => void;
}

/** What is read at once: some hundred messages, which take a few milliseconds. */
const PIECE_BYTES = 128 * 1024;
const TELLS_EVERY_MS = 100;

/** A file, piece by piece, as it is asked for; everything else has its turn between two. Ends with the signal's reason. */
export async function* openFilePieces(options: FileReadingOptions): AsyncGenerator<Uint8Array> {
  const { path, name, totalBytes, signal, onProgress } = options;
  let readBytes = 0;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  const file = createReadStream(path, { highWaterMark: PIECE_BYTES });
  try {
    for await (const piece of file) {
      signal.throwIfAborted();
      yield piece as Uint8Array;
      readBytes += (piece as Uint8Array).length;
      if (performance.now() - toldAtMs >= TELLS_EVERY_MS) {
        toldAtMs = performance.now();
        onProgress({ readBytes, totalBytes: Math.max(totalBytes, readBytes) });
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  } catch (error) {
    throw isOfSystem(error) ? refused({ reason: 'notReadable', name, cause: error.code ?? error.message }) : error;
  } finally {
    file.destroy();
  }
}

function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
