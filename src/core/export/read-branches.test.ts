import fc from 'fast-check';
import { expect, it } from 'vitest';
import { otherBranches } from './read-branches.ts';

/** Any tree: each message follows an earlier one or none. */
const anyTree = fc.array(fc.nat(), { minLength: 1, maxLength: 60 }).map((choices) => {
  const parents = new Map<number, number | null>();
  for (const [index, choice] of choices.entries()) parents.set(index + 1, choice % (index + 1) || null);
  return parents;
});

function pathTo(parents: ReadonlyMap<number, number | null>, leaf: number): number[] {
  const path: number[] = [];
  for (let at: number | null = leaf; at !== null; at = parents.get(at) ?? null) path.unshift(at);
  return path;
}

it('puts each message that is not shown into one branch, behind what it follows', () => {
  fc.assert(
    fc.property(anyTree, fc.nat(), (parents, choice) => {
      const shown = pathTo(parents, (choice % parents.size) + 1);
      const branches = otherBranches(parents, shown);
      const all = [...shown, ...branches.flatMap(({ own }) => own)];
      expect(all.sort((one, other) => one - other)).toEqual([...parents.keys()]);
      for (const { own, afterId, before } of branches) {
        expect([...before(), ...own]).toEqual(pathTo(parents, own.at(-1) as number));
        expect(afterId).toBe(before().at(-1) ?? null);
      }
    }),
  );
});

it('goes through a long chat that was asked again at each turn', () => {
  const parents = new Map<number, number | null>();
  const shown: number[] = [];
  for (let id = 1; id < 60_000; id += 3) {
    parents
      .set(id, shown.at(-1) ?? null)
      .set(id + 1, id)
      .set(id + 2, id);
    shown.push(id, id + 2);
  }
  expect(otherBranches(parents, shown)).toHaveLength(20_000);
});
