/**
 * A seeded source of numbers in [0, 1): xoshiro128** (Blackman and Vigna 2018, https://prng.di.unimi.it), its state filled
 * by splitmix32 from both halves of the seed. The same seed gives the same numbers on every machine.
 */
export function openRandom(seed: number): () => number {
  let seedState = (seed | 0) ^ Math.imul(Math.floor(seed / 2 ** 32) | 0, 0x9e3779b1);
  const nextSeed = () => {
    seedState = (seedState + 0x9e3779b9) | 0;
    let mixed = Math.imul(seedState ^ (seedState >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
  const next = xoshiro128(Uint32Array.of(nextSeed(), nextSeed(), nextSeed(), nextSeed()));
  return () => next() / 2 ** 32;
}

/** The generator itself: whole numbers below 2^32 from a state of four, which it changes. */
export function xoshiro128(state: Uint32Array): () => number {
  return () => {
    let [a, b, c, d] = state as unknown as [number, number, number, number];
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    state.set([a, b, c, d]);
    return result;
  };
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
