/** Token ids as they are stored: uint32, little-endian, as every machine is that this runs on. */
export function packTokenIds(ids: readonly number[]): Buffer {
  return Buffer.from(Uint32Array.from(ids).buffer);
}

/** Ids of turns as they are stored: int64, little-endian, in order. */
export function packTurnIds(ids: readonly number[]): Buffer {
  return Buffer.from(BigInt64Array.from(ids, BigInt).buffer);
}

/** Rows of which the digits are joined at a time: few enough for any text to be one string. */
const rowsAtOnce = 256;

/**
 * Reads what `packTokenIds` wrote, of many rows, each given as hexadecimal digits (`HEX(token_ids)`): a text costs a fifth of what
 * a buffer of its own for each row costs.
 */
export function unpackTokenIds(rows: readonly string[]): number[][] {
  return unpack(rows, 8, (words, start, end) => {
    const ids = new Array<number>(end - start);
    for (let index = start; index < end; index++) ids[index - start] = words[index] as number;
    return ids;
  });
}

/** Reads what `packTurnIds` wrote, in the same way. */
export function unpackTurnIds(rows: readonly string[]): number[][] {
  return unpack(rows, 16, (words, start, end) => {
    const ids = new Array<number>((end - start) / 2);
    // [low half, high half] of each id, which is never negative.
    for (let index = start; index < end; index += 2) {
      ids[(index - start) / 2] = (words[index] as number) + (words[index + 1] as number) * 2 ** 32;
    }
    return ids;
  });
}

function unpack(
  rows: readonly string[],
  digitsAnId: number,
  read: (words: Uint32Array, start: number, end: number) => number[],
): number[][] {
  const unpacked: number[][] = [];
  for (let first = 0; first < rows.length; first += rowsAtOnce) {
    const some = rows.slice(first, first + rowsAtOnce);
    const bytes = new Uint8Array(Buffer.from(some.join(''), 'hex'));
    const words = new Uint32Array(bytes.buffer);
    let start = 0;
    for (const digits of some) {
      const end = start + Math.floor(digits.length / digitsAnId) * (digitsAnId / 8);
      unpacked.push(read(words, start, end));
      start = end;
    }
  }
  return unpacked;
}
