import { Zip, ZipDeflate } from 'fflate';
import type { ExportFile } from './export-files.ts';

/** Files as one zip archive, made as it is read: no file is ever whole in memory. */
export async function* zipped(files: AsyncIterable<ExportFile>, nowMs: number): AsyncGenerator<Uint8Array> {
  let made: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    if (piece.byteLength > 0) made.push(piece);
  });
  function* taken() {
    const pieces = made;
    made = [];
    yield* pieces;
  }
  for await (const file of files) {
    const entry = new ZipDeflate(file.name, { level: 6 });
    entry.mtime = inZipYears(nowMs);
    zip.add(entry);
    for await (const bytes of file.bytes()) {
      entry.push(bytes);
      yield* taken();
    }
    entry.push(new Uint8Array(0), true);
    yield* taken();
  }
  zip.end();
  yield* taken();
}

/** A zip knows the years from 1980 to 2099; a clock may say anything. */
function inZipYears(ms: number): Date {
  const date = new Date(ms);
  if (date.getFullYear() < 1980) return new Date(1980, 0, 1);
  return date.getFullYear() > 2099 ? new Date(2099, 0, 1) : date;
}
