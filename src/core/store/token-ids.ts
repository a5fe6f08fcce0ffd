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

/** Ids of turns as they are stored: int64, little-endian, in order. */
export function packTurnIds(ids: readonly number[]): Buffer {
  const bytes = Buffer.allocUnsafe(ids.length * 8);
  ids.forEach((id, index) => {
    bytes.writeBigInt64LE(BigInt(id), index * 8);
  });
  return bytes;
}

/** Reads what `packTurnIds` wrote. */
export function unpackTurnIds(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / 8 }, (_, index) => Number(bytes.readBigInt64LE(index * 8)));
}
