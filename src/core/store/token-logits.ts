/** Of each id of an answer: its own logit and the largest one, before penalty and temperature. NaN: not sampled. [ids] */
export interface TokenLogits {
  readonly chosenLogits: Float32Array;
  readonly largestLogits: Float32Array;
}

/** As they are stored: float32, little-endian. Null when they are not one for each id: no figure may cost an answer. */
export function packLogits(
  { chosenLogits, largestLogits }: TokenLogits,
  tokenCount: number,
): { readonly chosen: Buffer | null; readonly largest: Buffer | null } {
  const isWhole = chosenLogits.length === tokenCount && largestLogits.length === tokenCount;
  return isWhole ? { chosen: pack(chosenLogits), largest: pack(largestLogits) } : { chosen: null, largest: null };
}

function pack(logits: Float32Array): Buffer {
  const bytes = Buffer.allocUnsafe(logits.length * 4);
  logits.forEach((logit, index) => {
    bytes.writeFloatLE(logit, index * 4);
  });
  return bytes;
}

/** Reads what `packLogits` wrote; all NaN where nothing is stored. */
export function unpackLogits(bytes: Buffer | null, tokenCount: number): Float32Array {
  if (!bytes) return new Float32Array(tokenCount).fill(Number.NaN);
  return Float32Array.from({ length: tokenCount }, (_, index) => bytes.readFloatLE(index * 4));
}
