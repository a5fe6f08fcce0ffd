/** Half precision to float32. Typed arrays have the machine's byte order, which is little-endian wherever we run. */

let table: Float32Array | undefined;

/** IEEE 754 binary16 values, given as their bits, as float32. */
export function float16ToFloat32(bits: Uint16Array): Float32Array {
  table ??= buildTable();
  const values = new Float32Array(bits.length);
  for (let index = 0; index < bits.length; index++) values[index] = table[bits[index] as number] as number;
  return values;
}

/** bfloat16 values, given as their bits, as float32: they are its upper half. */
export function bfloat16ToFloat32(bits: Uint16Array): Float32Array {
  const wide = new Uint32Array(bits.length);
  for (let index = 0; index < bits.length; index++) wide[index] = (bits[index] as number) << 16;
  return new Float32Array(wide.buffer);
}

// All 65,536 values once: a look-up is several times faster than taking each apart.
function buildTable(): Float32Array {
  const values = new Float32Array(65536);
  for (let bits = 0; bits < 65536; bits++) {
    const sign = bits & 0x8000 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = (bits & 1023) / 1024;
    if (exponent === 0) values[bits] = sign * fraction * 2 ** -14;
    else if (exponent === 31) values[bits] = fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    else values[bits] = sign * (1 + fraction) * 2 ** (exponent - 15);
  }
  return values;
}
