import { describe, expect, it } from 'vitest';
import type { MessageView } from '../../../shared/views.ts';
import type { ForgotView } from '../../../shared/window-view.ts';
import type { ShownTurn, TurnBlock, TurnBlocks } from '../state/turn-blocks.ts';
import { WindowPasts } from './window-past.ts';

function forgot(atMs: number, turnIds: readonly number[], startTurnId: number | null): ForgotView {
  const turns = turnIds.map((turnId) => ({ turnId, name: `turn ${turnId}`, tokens: 10 }));
  return { turns, tokens: 10 * turns.length, atMs, startTurnId };
}

function turn(id: number, forgotten: ForgotView | null = null): ShownTurn {
  const assistant = { id: id + 1, turnId: id, forgot: forgotten } as MessageView;
  return { id, turn: null, user: null, assistant };
}

const first = forgot(1_000, [1, 3], 5);
const second = forgot(2_000, [5, 7], 9);
const blocks: readonly TurnBlock[] = [
  { key: 1, turns: [turn(1), turn(3), turn(5), turn(7, first)] },
  { key: 9, turns: [turn(9), turn(11, second)] },
];

function pastsOf(told: TurnBlocks, lineAtMs: number | null): WindowPasts {
  const pasts = new WindowPasts();
  pasts.update(told, lineAtMs === null ? null : { atMs: lineAtMs });
  return pasts;
}

/** All turns' past together, as it is drawn. */
function drawn(pasts: WindowPasts, told: TurnBlocks): Record<number, unknown> {
  return Object.fromEntries(told.flatMap((block) => [...(pasts.of(block) ?? [])]));
}

describe('the past of a window', () => {
  const [old, young] = blocks as [TurnBlock, TurnBlock];

  it('has a stratum where it began earlier, and none where it begins now', () => {
    const pasts = pastsOf(blocks, 2_000);
    expect(pasts.of(old)?.get(5)?.strata).toEqual([{ tokens: 20, atMs: 1_000, turnIds: [1, 3] }]);
    expect(pasts.of(young)?.get(9)?.strata).toEqual([]);
  });

  it('has one for the newest beginning as well, once no line is drawn there any more', () => {
    const pasts = pastsOf(blocks, 2_000);
    pasts.update(blocks, null);
    expect(pasts.of(young)?.get(9)?.strata).toHaveLength(1);
  });

  it('says of each turn when it was forgotten last, whichever was told first', () => {
    const again = forgot(3_000, [1, 9], 11);
    const grown = [old, { key: 9, turns: [...young.turns, turn(13, again)] }];
    const times = { 1: 3_000, 3: 1_000, 5: 2_000, 7: 2_000, 9: 3_000 };
    const newestFirst = pastsOf(grown.slice(1), 3_000);
    newestFirst.update(grown, { atMs: 3_000 });
    const added = pastsOf(blocks, 2_000);
    added.update(grown, { atMs: 3_000 });
    for (const pasts of [pastsOf(grown, 3_000), newestFirst, added]) {
      for (const [id, atMs] of Object.entries(times))
        expect(drawn(pasts, grown)).toMatchObject({ [id]: { forgottenAtMs: atMs } });
      expect(drawn(pasts, grown)).toEqual(drawn(pastsOf(grown, 3_000), grown));
    }
  });

  it('is another where the branch is', () => {
    const other = [old, { key: 9, turns: [turn(9), turn(15, forgot(4_000, [7], 9))] }];
    const pasts = pastsOf(blocks, 2_000);
    pasts.update(other, { atMs: 4_000 });
    expect(drawn(pasts, other)).toEqual(drawn(pastsOf(other, 4_000), other));
  });

  it('draws nothing where it is not known where the window began', () => {
    const told = [{ key: 1, turns: [turn(1), turn(3, forgot(1_000, [1], null))] }];
    expect(drawn(pastsOf(told, null), told)).toEqual({ 1: { strata: [], forgottenAtMs: 1_000 } });
  });

  it('stays the very same for a block that nothing more was forgotten of', () => {
    const third = { key: 13, turns: [turn(13), turn(15, forgot(3_000, [9], 11))] };
    const pasts = pastsOf(blocks, 2_000);
    const [before, changes] = [pasts.of(old), pasts.of(young)];
    pasts.update([...blocks, third], { atMs: 3_000 });
    expect(pasts.of(old)).toBe(before);
    expect(pasts.of(young)).not.toBe(changes);
    expect(pasts.of({ ...old, turns: [...old.turns] })).toBe(before);
    expect(pasts.of(third)).toBeNull();
  });
});
