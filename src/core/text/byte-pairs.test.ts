import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BytePairEncoder } from './byte-pairs.ts';

/** Joins the strongest pair, the leftmost of equals, until there is none: the definition, in quadratic time. */
function encodeByDefinition(text: string, merges: readonly (readonly [string, string])[]): string[] {
  const symbols = [...text];
  for (;;) {
    let best = { rank: merges.length, position: -1 };
    for (let position = 0; position + 1 < symbols.length; position++) {
      const isPair = ([left, right]: readonly [string, string]) =>
        left === symbols[position] && right === symbols[position + 1];
      const rank = merges.findIndex(isPair);
      if (rank !== -1 && rank < best.rank) best = { rank, position };
    }
    if (best.position === -1) return symbols;
    symbols.splice(best.position, 2, (symbols[best.position] ?? '') + (symbols[best.position + 1] ?? ''));
  }
}

/** Merges of up to three rounds over two letters, so that pairs overlap all the time. */
const token = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 4 });
const mergeLists = fc.uniqueArray(fc.tuple(token, token), {
  maxLength: 12,
  selector: ([left, right]) => `${left} ${right}`,
});

describe('BytePairEncoder', () => {
  it('joins pairs in the order of their strength, whatever the text', () => {
    fc.assert(
      fc.property(mergeLists, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 60 }), (merges, text) => {
        const tokens = ['a', 'b', ...merges.flatMap(([left, right]) => [left, right, left + right])];
        const names = [...new Set(tokens)];
        const vocabulary = new Map(names.map((name, id) => [name, id]));
        const encoder = new BytePairEncoder({ vocabulary, merges, unknownTokenId: null });
        const ids = encoder.encode(Buffer.from(text));
        expect(ids.map((id) => names[id])).toEqual(encodeByDefinition(text, merges));
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves out bytes that the vocabulary lacks, as the reference does', () => {
    const vocabulary = new Map([
      ['a', 0],
      ['b', 1],
      ['ab', 2],
    ]);
    const model = { vocabulary, merges: [['a', 'b']] as const };
    expect(new BytePairEncoder({ ...model, unknownTokenId: null }).encode(Buffer.from('axb'))).toEqual([2]);
    expect(new BytePairEncoder({ ...model, unknownTokenId: 1 }).encode(Buffer.from('axb'))).toEqual([2, 1]);
  });
});
