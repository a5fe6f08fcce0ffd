import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { sentPieceBytes } from '../../shared/sent-model.ts';
import { CoreError } from '../../shared/wire.ts';
import { piecesUnlessAborted } from '../unless-aborted.ts';

/** Not to append: Windows cuts no file off that was opened for that. */
const FLAGS = constants.O_RDWR | constants.O_CREAT;

export interface PartToWrite {
  readonly offset: number;
  readonly mostBytes: number;
  readonly pieces: AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
}

/** Writes what arrives of a file from a place of it on; what was behind that is gone then. Ends with the signal's reason. */
export async function writePart(
  path: string,
  { offset, mostBytes, pieces, signal }: PartToWrite,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const file = await open(path, FLAGS, 0o600);
  try {
    if ((await file.stat()).size < offset) throw new CoreError('notBeingSent');
    await file.truncate(offset);
    let written = 0;
    for await (const piece of piecesUnlessAborted(pieces, signal)) {
      if (offset + written + piece.byteLength > mostBytes) throw new CoreError('notBeingSent');
      for (let from = 0; from < piece.byteLength; ) {
        from += (await file.write(piece, from, piece.byteLength - from, offset + written + from)).bytesWritten;
      }
      written += piece.byteLength;
      onBytes(written);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** SHA-256 of all whole pieces, and of the last one where the file is complete. */
export async function hashPieces(file: FileHandle, bytes: number): Promise<readonly string[]> {
  const hashes: string[] = [];
  const { size } = await file.stat();
  const buffer = Buffer.allocUnsafe(sentPieceBytes);
  for (let offset = 0; offset < size; offset += sentPieceBytes) {
    const length = Math.min(sentPieceBytes, bytes - offset);
    if (length <= 0 || offset + length > size) break;
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await file.read(buffer, filled, length - filled, offset + filled);
      if (bytesRead === 0) return hashes;
      filled += bytesRead;
    }
    hashes.push(createHash('sha256').update(buffer.subarray(0, length)).digest('hex'));
  }
  return hashes;
}
