import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sampling } from '../shared/engine-contract.ts';
import { openChooser } from './chooser.ts';
import { openRandom, xoshiro128 } from './random.ts';
import { largestIndex } from './sampler.ts';

const plain: Sampling = { isGreedy: false, temperature: 1, topK: 0, topP: 1, repetitionPenalty: 1, seed: 1 };
const logitLists = fc
  .array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 1, maxLength: 60 })
  .map((values) => Float32Array.from(values));
const fractions = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** One choice by these settings, behind `saidIds`. */
function sample(logits: Float32Array, settings: Sampling, saidIds: readonly number[], random: () => number): number {
  return openChooser(settings, saidIds, { random }).choose(logits).id;
}

/** How often each index comes out of `count` draws. */
function shares(logits: Float32Array, settings: Partial<Sampling>, count = 20_000): number[] {
  const chooser = openChooser({ ...plain, ...settings }, [], { random: openRandom(7) });
  const counts = Array.from(logits, () => 0);
  for (let draw = 0; draw < count; draw++) {
    const { id } = chooser.choose(logits);
    counts[id] = (counts[id] as number) + 1;
  }
  return counts.map((value) => value / count);
}

/** Top-k, then top-p, then a draw, as they are defined and as slow as that is; null where a rounding would decide. */
function drawByDefinition(
  logits: Float32Array,
  { temperature, topK, topP }: Pick<Sampling, 'temperature' | 'topK' | 'topP'>,
  fraction: number,
): number | null {
  const descending = [...logits].sort((one, other) => other - one);
  const edge = topK > 0 ? (descending[topK - 1] ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY;
  const weighted = [...logits]
    .map((logit, id) => ({ id, weight: Math.exp((logit - (descending[0] as number)) / temperature), logit }))
    .filter(({ logit }) => logit >= edge);
  const total = weighted.reduce((sum, { weight }) => sum + weight, 0);
  const likeliest = [...weighted].sort((one, other) => other.weight - one.weight || one.id - other.id);
  const kept = new Set<number>();
  let sum = 0;
  for (const { id, weight } of likeliest) {
    if (Math.abs(sum / total - topP) < 1e-9) return null;
    if (sum / total >= topP) break;
    kept.add(id);
    sum += weight;
  }
  let rest = fraction * sum;
  for (const { id, weight } of weighted.filter((candidate) => kept.has(candidate.id))) {
    rest -= weight;
    if (Math.abs(rest) < 1e-9 * sum) return null;
    if (rest < 0) return id;
  }
  return null;
}

describe('sampling', () => {
  it('takes the largest logit when greedy, the first of equals, whatever the other settings', () => {
    const settings = { ...plain, isGreedy: true, temperature: 9, topK: 1, topP: 0.1 };
    expect(sample(Float32Array.of(1, 3, 3, -2), settings, [], () => Number.NaN)).toBe(1);
  });

  it('draws in proportion to the softmax, sharpened or flattened by temperature', () => {
    const logits = Float32Array.from([1, 2, 3].map(Math.log)); // 1/6, 2/6, 3/6
    for (const [index, expected] of [1 / 6, 2 / 6, 3 / 6].entries())
      expect(shares(logits, {})[index]).toBeCloseTo(expected, 1);
    const sharp = shares(logits, { temperature: 0.5 }); // 1/14, 4/14, 9/14
    for (const [index, expected] of [1 / 14, 4 / 14, 9 / 14].entries()) expect(sharp[index]).toBeCloseTo(expected, 1);
  });

  it('keeps the top k, and ties at the edge', () => {
    expect(shares(Float32Array.of(1, 5, 4, 0), { topK: 2 }).map((share) => share > 0)).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(shares(Float32Array.of(1, 1, 4, 0), { topK: 2 }).map((share) => share > 0)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('keeps the fewest that reach top p', () => {
    const logits = Float32Array.from([5, 3, 1.5, 0.5].map(Math.log)); // 0.5, 0.3, 0.15, 0.05
    const kept = (topP: number) => shares(logits, { topP }, 2_000).filter((share) => share > 0).length;
    expect([0.01, 0.5, 0.51, 0.8, 0.9, 0.99].map(kept)).toEqual([1, 1, 2, 2, 3, 4]);
  });

  it('reaches into the unlikely when a flat distribution needs it for top p', () => {
    const logits = new Float32Array(50_000); // all alike: each 2e-5
    const random = openRandom(3);
    const drawn = Array.from({ length: 50 }, () => sample(logits, { ...plain, topP: 0.5 }, [], random));
    expect(Math.max(...drawn)).toBeLessThan(25_001);
    expect(new Set(drawn).size).toBeGreaterThan(45);
  });

  it('punishes what was said, positive and negative logits alike, and leaves the logits as they are', () => {
    const logits = Float32Array.of(3, 2, -1, -1.5);
    const greedy = { ...plain, isGreedy: true, repetitionPenalty: 2 };
    expect(sample(logits, greedy, [0, 0, 0], () => 0)).toBe(1);
    expect(sample(Float32Array.of(-1, -1.5), greedy, [0], () => 0)).toBe(1);
    expect([...logits]).toEqual([3, 2, -1, -1.5]);
  });

  it('always gives an index that the settings allow', () => {
    const settings = fc.record({
      temperature: fc.double({ min: 0.05, max: 5, noNaN: true }),
      topK: fc.nat(70),
      topP: fc.double({ min: 0.01, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(logitLists, settings, fractions, (logits, chosen, fraction) => {
        const id = sample(logits, { ...plain, ...chosen }, [], () => fraction);
        const better = logits.filter((logit) => logit > (logits[id] as number)).length;
        expect(id).toBeGreaterThanOrEqual(0);
        expect(id).toBeLessThan(logits.length);
        if (chosen.topK > 0) expect(better).toBeLessThan(chosen.topK);
      }),
    );
  });

  it('draws from the tokens that the definitions keep, each as often as its probability says', () => {
    const settings = fc.record({
      temperature: fc.double({ min: 0.05, max: 5, noNaN: true }),
      topK: fc.nat(70),
      // Not at the very edges of the sums, where the order of adding decides.
      topP: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    });
    fc.assert(
      fc.property(logitLists, settings, fractions, (logits, chosen, fraction) => {
        const expected = drawByDefinition(logits, chosen, fraction);
        if (expected !== null) expect(sample(logits, { ...plain, ...chosen }, [], () => fraction)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('never draws what has no probability, even at the end of the line', () => {
    const logits = Float32Array.of(0, Number.NEGATIVE_INFINITY, 0, Number.NEGATIVE_INFINITY);
    fc.assert(fc.property(fractions, (fraction) => [0, 2].includes(sample(logits, plain, [], () => fraction))));
  });
});

describe('the largest score', () => {
  it('is found wherever it is, the first of equal ones, in lists of any length', () => {
    const scores = fc.oneof(
      fc.integer({ min: -3, max: 3 }),
      fc.constant(Number.NEGATIVE_INFINITY),
      fc.float({ noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(scores, { minLength: 1, maxLength: 23, size: 'max' }), (values) => {
        const list = Float32Array.from(values);
        expect(largestIndex(list)).toBe(list.indexOf(Math.max(...list)));
      }),
      { numRuns: 500 },
    );
  });
});

describe('openRandom', () => {
  it('repeats itself for a seed and differs between seeds', () => {
    const take = (seed: number) => Array.from({ length: 5 }, openRandom(seed));
    expect(take(1)).toEqual(take(1));
    const firsts = [0, 1, -1, 2, 2 ** 32, 2 ** 40 + 1].map((seed) => take(seed)[0]);
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  it('is even enough', () => {
    const random = openRandom(42);
    const tenths = Array.from({ length: 10 }, () => 0);
    for (let draw = 0; draw < 100_000; draw++) {
      const tenth = Math.floor(random() * 10);
      tenths[tenth] = (tenths[tenth] as number) + 1;
    }
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('gives the numbers of the reference implementation', () => {
    const numbers = Array.from({ length: 10 }, xoshiro128(Uint32Array.of(1, 2, 3, 4)));
    expect(numbers.slice(0, 4)).toEqual([11520, 0, 5927040, 70819200]);
    expect(numbers.slice(4)).toEqual([2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804]);
  });
});
