import type { FileHandle } from 'node:fs/promises';
import { badWeights, cutShort, readFileBytes } from './tensor-file.ts';

/** A file inside a zip file, stored as it is. Positions are in bytes from the beginning of the zip file. */
export interface ZipEntry {
  readonly name: string;
  readonly dataOffset: number;
  readonly byteLength: number;
}

/** An open file, with what is said of it in errors. */
export interface OpenFile {
  readonly file: FileHandle;
  readonly fileName: string;
  readonly fileBytes: number;
}

const endBytes = 22;
const longestComment = 65535;
const locatorBytes = 20;
// The list of a GPT-2 with 48 layers takes less than 100 kB.
const mostDirectoryBytes = 4 * 1024 * 1024;
const notGiven = 0xffffffff;

/**
 * The list of a zip file (PKWARE's APPNOTE 6.3.9, sections 4.3 and 4.5.3), zip64 as well. PyTorch stores without compressing, so
 * that nothing has to be unpacked: what is compressed or encrypted is refused. Throws CoreError `badModel`.
 */
export async function readZipEntries(zip: OpenFile): Promise<ReadonlyMap<string, ZipEntry>> {
  const directory = await findDirectory(zip);
  if (directory.byteLength > mostDirectoryBytes) throw damaged(zip);
  if (directory.offset + directory.byteLength > zip.fileBytes) {
    throw cutShort(zip.fileName, directory.offset + directory.byteLength, zip.fileBytes);
  }
  const bytes = await read(zip, directory.offset, directory.byteLength);
  const entries = new Map<string, ZipEntry>();
  let position = 0;
  while (position + 46 <= bytes.length && bytes.readUInt32LE(position) === 0x02014b50) {
    const listed = readListed(zip, bytes.subarray(position));
    position += listed.listedBytes;
    const dataOffset = await findData(zip, listed.headerOffset);
    if (dataOffset + listed.byteLength > zip.fileBytes) {
      throw cutShort(zip.fileName, dataOffset + listed.byteLength, zip.fileBytes);
    }
    entries.set(listed.name, { name: listed.name, dataOffset, byteLength: listed.byteLength });
  }
  if (entries.size === 0) throw damaged(zip);
  return entries;
}

interface Directory {
  readonly offset: number;
  readonly byteLength: number;
}

async function findDirectory(zip: OpenFile): Promise<Directory> {
  const tailBytes = Math.min(zip.fileBytes, endBytes + longestComment);
  const tailOffset = zip.fileBytes - tailBytes;
  const tail = await read(zip, tailOffset, tailBytes);
  const end = tail.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  // The list stands at the end: a file without it lost its end on the way.
  if (end === -1 || end + endBytes > tailBytes) throw cutShort(zip.fileName, zip.fileBytes + endBytes, zip.fileBytes);
  const listed = { byteLength: tail.readUInt32LE(end + 12), offset: tail.readUInt32LE(end + 16) };
  const hasLocator = end >= locatorBytes && tail.readUInt32LE(end - locatorBytes) === 0x07064b50;
  if (!hasLocator) return listed;
  const zip64End = safe(zip, tail.readBigUInt64LE(end - locatorBytes + 8));
  if (zip64End + 56 > zip.fileBytes) throw damaged(zip);
  const record = await read(zip, zip64End, 56);
  if (record.readUInt32LE(0) !== 0x06064b50) throw damaged(zip);
  return { byteLength: safe(zip, record.readBigUInt64LE(40)), offset: safe(zip, record.readBigUInt64LE(48)) };
}

/** An entry of the list; sizes and places that do not fit 32 bits stand in an extra field, in this order. */
function readListed(zip: OpenFile, bytes: Buffer) {
  const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((at) => bytes.readUInt16LE(at)) as [
    number,
    number,
    number,
  ];
  const listedBytes = 46 + nameBytes + extraBytes + commentBytes;
  if (listedBytes > bytes.length) throw damaged(zip);
  const name = bytes.toString('utf8', 46, 46 + nameBytes);
  const isEncrypted = (bytes.readUInt16LE(8) & 1) !== 0;
  if (isEncrypted || bytes.readUInt16LE(10) !== 0) {
    throw badWeights({ reason: 'compressedEntry', file: zip.fileName, entry: name });
  }
  const wide = openZip64(zip, bytes.subarray(46 + nameBytes, 46 + nameBytes + extraBytes));
  const take = (at: number) => (bytes.readUInt32LE(at) === notGiven ? wide() : bytes.readUInt32LE(at));
  const byteLength = take(24);
  const storedBytes = take(20);
  if (storedBytes !== byteLength) throw damaged(zip);
  return { name, listedBytes, byteLength, headerOffset: take(42) };
}

/** Gives the numbers of the zip64 extra field one after another. */
function openZip64(zip: OpenFile, extra: Buffer): () => number {
  let position = 0;
  while (position + 4 <= extra.length && extra.readUInt16LE(position) !== 1) {
    position += 4 + extra.readUInt16LE(position + 2);
  }
  position += 4;
  return () => {
    if (position + 8 > extra.length) throw damaged(zip);
    position += 8;
    return safe(zip, extra.readBigUInt64LE(position - 8));
  };
}

/** Names and extra fields before the data may differ from those in the list: PyTorch fills the latter up to align the data. */
async function findData(zip: OpenFile, headerOffset: number): Promise<number> {
  if (headerOffset + 30 > zip.fileBytes) throw cutShort(zip.fileName, headerOffset + 30, zip.fileBytes);
  const header = await read(zip, headerOffset, 30);
  if (header.readUInt32LE(0) !== 0x04034b50) throw damaged(zip);
  return headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

function read(zip: OpenFile, position: number, byteLength: number): Promise<Buffer> {
  return readFileBytes(zip.file, position, { byteLength, fileName: zip.fileName });
}

function safe(zip: OpenFile, value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged(zip);
  return Number(value);
}

function damaged({ fileName }: OpenFile) {
  return badWeights({ reason: 'damagedArchive', file: fileName });
}
