/** Token ids as they are stored: uint32, little-endian. */
export function packTokenIds(ids: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(ids.length * 4);
  ids.forEach((id, index) => {
    bytes.writeUInt32LE(id, index * 4);
  });
  return bytes;
}

/** Reads what `packTokenIds` wrote. */
export function unpackTokenIds(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readUInt32LE(index * 4));
}
