import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sampling } from '../shared/engine-contract.ts';
import { type Distribution, openChooser } from './chooser.ts';
import { openRandom } from './random.ts';

const drawn: Sampling = { isGreedy: false, temperature: 0.8, topK: 0, topP: 1, repetitionPenalty: 1, seed: 11 };
const vocabularySize = 60;
const logitLists = fc
  .array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: vocabularySize, maxLength: vocabularySize })
  .map((values) => Float32Array.from(values));
const samplings = fc.record({
  isGreedy: fc.boolean(),
  temperature: fc.double({ min: 0.05, max: 5, noNaN: true }),
  topK: fc.nat(70),
  topP: fc.double({ min: 0.01, max: 1, noNaN: true }),
  repetitionPenalty: fc.constantFrom(1, 1.2, 0.7),
  seed: fc.nat(),
});
const idLists = fc.array(fc.nat(vocabularySize - 1), { maxLength: 20 });

/** What draws with these logits give: of the ids 5, 6 and the first that was chosen, each is made likely. */
function choices(sampling: Sampling): number[] {
  const numbers = openRandom(2024);
  const chooser = openChooser(sampling, [5, 6, 7, 5]);
  const ids: number[] = [];
  for (let step = 0; step < 12; step++) {
    const logits = Float32Array.from({ length: 300 }, () => 12 * numbers() - 6);
    for (const id of [5, 6, ids[0] ?? 7]) logits[id] = 6.2;
    ids.push(chooser.choose(logits).id);
  }
  return ids;
}

/** The candidate in whose part of the probabilities, laid end to end, `fraction` lies; null where a rounding would decide. */
function candidateAt({ ids, probabilities }: Distribution, fraction: number): number | null {
  let sum = 0;
  for (const [index, probability] of probabilities.entries()) {
    sum += probability;
    if (Math.abs(sum - fraction) < 1e-9) return null;
    if (sum > fraction) return ids[index] as number;
  }
  return null;
}

describe('a chooser', () => {
  it.each([
    ['greedy', { ...drawn, isGreedy: true }, [5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5]],
    [
      'greedy with a penalty',
      { ...drawn, isGreedy: true, repetitionPenalty: 1.3 },
      [53, 60, 153, 289, 283, 84, 256, 9, 18, 137, 174, 72],
    ],
    ['from all', drawn, [117, 201, 296, 100, 226, 6, 274, 236, 34, 172, 248, 70]],
    ['top k', { ...drawn, topK: 20 }, [86, 178, 292, 86, 221, 5, 259, 238, 18, 144, 204, 62]],
    ['top p', { ...drawn, topP: 0.9, seed: 2 ** 40 + 5 }, [6, 203, 5, 6, 234, 196, 199, 5, 207, 177, 12, 62]],
    [
      'all of it',
      { ...drawn, temperature: 1.4, topK: 60, topP: 0.8, repetitionPenalty: 1.5 },
      [137, 203, 296, 100, 233, 55, 276, 243, 69, 209, 270, 72],
    ],
  ] as const)(
    'gives for a seed what it has always given: an answer can be asked for again (%s)',
    (_way, sampling, ids) => {
      expect(choices(sampling)).toEqual(ids);
    },
  );

  it('chooses by the probabilities that it tells', () => {
    const fractions = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(logitLists, samplings, idLists, fractions, (logits, sampling, said, fraction) => {
        const chooser = openChooser(sampling, said, { random: () => fraction });
        const told = chooser.distribution(logits);
        expect(told.probabilities.reduce((sum, probability) => sum + probability, 0)).toBeCloseTo(1, 9);
        expect([...told.ids]).toEqual([...new Set(told.ids)].sort((one, other) => one - other));
        if (sampling.isGreedy) expect(told.ids).toHaveLength(1);
        const expected = candidateAt(told, fraction);
        if (expected !== null) expect(chooser.choose(logits).id).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('draws and says nothing when it tells probabilities, and leaves what it told and was given alone', () => {
    fc.assert(
      fc.property(fc.array(logitLists, { minLength: 1, maxLength: 6 }), samplings, idLists, (lists, sampling, said) => {
        const [asked, unasked] = [openChooser(sampling, said), openChooser(sampling, said)];
        const copies = lists.map((logits) => {
          const given = logits.slice();
          const told = asked.distribution(logits);
          const copy = { ids: told.ids.slice(), probabilities: told.probabilities.slice() };
          expect(asked.choose(logits)).toEqual(unasked.choose(logits));
          expect(logits).toEqual(given);
          return { told, copy };
        });
        for (const { told, copy } of copies) expect(told).toEqual(copy);
      }),
    );
  });

  it('counts as said the prompt, what it chose, and what it is told', () => {
    const logits = Float32Array.of(8, 7, 6, 5, 4);
    const chooser = openChooser({ ...drawn, isGreedy: true, repetitionPenalty: 10 }, [0]);
    expect(chooser.distribution(logits).ids).toEqual(Int32Array.of(1));
    expect(chooser.choose(logits)).toEqual({ id: 1, logit: 7, largestLogit: 8 });
    chooser.say(2);
    expect([chooser.choose(logits).id, chooser.choose(logits).id]).toEqual([3, 4]);
  });

  it('takes the largest logit alone only where nothing else has a say', () => {
    const takesLargest = (changes: Partial<Sampling>) => openChooser({ ...drawn, ...changes }, []).takesLargest;
    expect(takesLargest({ isGreedy: true, temperature: 3 })).toBe(true);
    expect(takesLargest({ isGreedy: true, repetitionPenalty: 1.1 })).toBe(false);
    expect(takesLargest({})).toBe(false);
  });
});
