/**
 * Applies a write-ahead log to its database in memory, for when SQLite cannot: it opens a database in WAL mode only where it
 * can write beside it, which a read-only or a full disk does not let it. The format: https://sqlite.org/walformat.html
 */

const walHeaderBytes = 32;
const frameHeaderBytes = 24;
const littleEndianMagic = 0x377f_0682;
const bigEndianMagic = 0x377f_0683;
const walVersion = 3_007_000;

/** Whether a WAL of this many bytes can hold anything. */
export function canHoldFrames(walBytes: number): boolean {
  return walBytes > walHeaderBytes + frameHeaderBytes;
}

/** The database's bytes as of the last whole transaction, in rollback mode, so that they can be opened in memory. */
export function applyWal(database: Buffer, wal: Buffer): Buffer {
  const committed = readCommitted(wal);
  const image = committed ? Buffer.alloc(committed.pageCount * committed.pageSize) : Buffer.alloc(database.length);
  database.copy(image);
  for (const [pageNumber, offset] of committed?.pages ?? []) {
    if (pageNumber > (committed?.pageCount ?? 0)) continue;
    wal.copy(image, (pageNumber - 1) * (committed?.pageSize ?? 0), offset, offset + (committed?.pageSize ?? 0));
  }
  // The versions for writing and reading: 2 is WAL, which there is not in memory.
  if (image.length >= 20) image.fill(1, 18, 20);
  return image;
}

interface Committed {
  readonly pageSize: number;
  /** The database's size after the last whole transaction. */
  readonly pageCount: number;
  /** Of each page that was written, where its last committed version begins in the log. */
  readonly pages: ReadonlyMap<number, number>;
}

/** Null when the log holds no whole transaction: a crash leaves a torn one at its end, and older ones behind the last. */
function readCommitted(wal: Buffer): Committed | null {
  const header = readHeader(wal);
  if (!header) return null;
  const { pageSize, salts, isLittleEndian } = header;
  const pages = new Map<number, number>();
  let pageCount = 0;
  let uncommitted: [number, number][] = [];
  let sum = header.sum;
  const frameBytes = frameHeaderBytes + pageSize;
  for (let frame = walHeaderBytes; frame + frameBytes <= wal.length; frame += frameBytes) {
    const pageNumber = wal.readUInt32BE(frame);
    const sizeAfterCommit = wal.readUInt32BE(frame + 4);
    if (pageNumber === 0 || !wal.subarray(frame + 8, frame + 16).equals(salts)) break;
    sum = checksum(wal, frame, frame + 8, sum, isLittleEndian);
    sum = checksum(wal, frame + frameHeaderBytes, frame + frameBytes, sum, isLittleEndian);
    if (!isStored(wal, frame + 16, sum)) break;
    uncommitted.push([pageNumber, frame + frameHeaderBytes]);
    if (sizeAfterCommit === 0) continue;
    for (const [number, offset] of uncommitted) pages.set(number, offset);
    uncommitted = [];
    pageCount = sizeAfterCommit;
  }
  return pageCount === 0 ? null : { pageSize, pageCount, pages };
}

type Sum = readonly [number, number];

function readHeader(wal: Buffer) {
  if (wal.length < walHeaderBytes) return null;
  const magic = wal.readUInt32BE(0);
  const pageSize = wal.readUInt32BE(8);
  const isLittleEndian = magic === littleEndianMagic;
  const isKnown = (isLittleEndian || magic === bigEndianMagic) && wal.readUInt32BE(4) === walVersion;
  const isPageSize = pageSize >= 512 && pageSize <= 65_536 && (pageSize & (pageSize - 1)) === 0;
  if (!isKnown || !isPageSize) return null;
  const sum = checksum(wal, 0, 24, [0, 0], isLittleEndian);
  return isStored(wal, 24, sum) ? { pageSize, isLittleEndian, sum, salts: wal.subarray(16, 24) } : null;
}

function checksum(bytes: Buffer, from: number, to: number, start: Sum, isLittleEndian: boolean): Sum {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [first, second] = start;
  for (let offset = from; offset < to; offset += 8) {
    first = (first + view.getUint32(offset, isLittleEndian) + second) >>> 0;
    second = (second + view.getUint32(offset + 4, isLittleEndian) + first) >>> 0;
  }
  return [first, second];
}

function isStored(bytes: Buffer, offset: number, [first, second]: Sum): boolean {
  return bytes.readUInt32BE(offset) === first && bytes.readUInt32BE(offset + 4) === second;
}
