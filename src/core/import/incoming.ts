import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { beginsAsPalimpsest } from '../../shared/palimpsest-beginning.ts';
import { CoreError } from '../../shared/wire.ts';
import { freeDiskBytes } from '../models/free-disk.ts';
import { refused } from '../palimpsest-file/refusal.ts';

/** In the data folder, which is not made anew where it is gone: what was kept there is to come back to its place. */
export function makeIncoming(incomingDir: string): void {
  try {
    mkdirSync(incomingDir, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new CoreError('dataFolderGone', { folder: dirname(incomingDir) });
    if (code !== 'EEXIST') throw error;
  }
}

/** Throws `diskFull` where the disk of a folder has no room for so many bytes. */
export async function requireRoomFor(neededBytes: number, folder: string): Promise<void> {
  const freeBytes = await freeDiskBytes(folder);
  if (freeBytes !== null && freeBytes < neededBytes) {
    throw new CoreError('diskFull', { of: 'import', neededBytes, freeBytes });
  }
}

/** The same pieces, once they begin as a file of chats. Throws `badImport` for another one before anything of it is given. */
export async function* onceItBegins(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let beginning: Uint8Array | null = new Uint8Array(0);
  for await (const piece of pieces) {
    if (beginning === null) {
      yield piece;
      continue;
    }
    beginning = Buffer.concat([beginning, piece]);
    if (!mayBegin(beginning, false)) continue;
    yield beginning;
    beginning = null;
  }
  if (beginning === null) return;
  mayBegin(beginning, true);
  yield beginning;
}

/** False while more of it is needed. */
function mayBegin(beginning: Uint8Array, isWhole: boolean): boolean {
  const begins = beginsAsPalimpsest(beginning, isWhole);
  if (begins === false) throw refused({ reason: 'foreign' });
  return begins === true;
}
