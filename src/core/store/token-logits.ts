/** Of each id of an answer: its own logit and the largest one, before penalty and temperature. NaN: not sampled. [ids] */
export interface TokenLogits {
  readonly chosenLogits: Float32Array;
  readonly largestLogits: Float32Array;
}

/** As they are stored: float32, little-endian, as every machine is that this runs on; not copied. Null when they are not one for each id: no figure may cost an answer. */
export function packLogits(
  { chosenLogits, largestLogits }: TokenLogits,
  tokenCount: number,
): { readonly chosen: Buffer | null; readonly largest: Buffer | null } {
  const isWhole = chosenLogits.length === tokenCount && largestLogits.length === tokenCount;
  return isWhole ? { chosen: pack(chosenLogits), largest: pack(largestLogits) } : { chosen: null, largest: null };
}

function pack({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Reads what `packLogits` wrote; all NaN where nothing is stored. */
export function unpackLogits(bytes: Buffer | null, tokenCount: number): Float32Array {
  if (!bytes) return new Float32Array(tokenCount).fill(Number.NaN);
  return new Float32Array(new Uint8Array(bytes).buffer);
}
