import { describe, expect, it } from 'vitest';
import type { MessageView } from '../../../shared/views.ts';
import type { ForgotView } from '../../../shared/window-view.ts';
import type { ShownTurn, TurnBlock } from '../state/turn-blocks.ts';
import { forgotsOf, pastIn, pastOf } from './window-past.ts';

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

describe('the past of a window', () => {
  it('has a stratum where it began earlier, and none where it begins now', () => {
    expect(forgotsOf(blocks)).toEqual([first, second]);
    const past = pastOf(forgotsOf(blocks), { atMs: 2_000 });
    expect(past.get(5)?.strata).toEqual([{ tokens: 20, atMs: 1_000, turnIds: [1, 3] }]);
    expect(past.get(9)).toBeUndefined();
  });

  it('has one for the newest beginning as well, once no line is drawn there any more', () => {
    expect(pastOf(forgotsOf(blocks), null).get(9)?.strata).toHaveLength(1);
  });

  it('says of each turn when it was forgotten last', () => {
    const again = forgot(3_000, [1, 9], 11);
    const past = pastOf([first, second, again], { atMs: 3_000 });
    expect([1, 3, 5, 9, 11].map((id) => past.get(id)?.forgottenAtMs ?? null)).toEqual([
      3_000,
      1_000,
      2_000,
      3_000,
      null,
    ]);
  });

  it('draws nothing where it is not known where the window began', () => {
    expect(pastOf([forgot(1_000, [1], null)], null)).toEqual(new Map([[1, { strata: [], forgottenAtMs: 1_000 }]]));
  });

  it('stays the very same for a block that nothing more was forgotten of', () => {
    const [old] = blocks as [TurnBlock];
    const before = pastIn(old, pastOf([first], { atMs: 1_000 }), null);
    expect([...(before?.keys() ?? [])]).toEqual([1, 3]);
    expect(pastIn(old, pastOf([first], { atMs: 1_000 }), before)).toBe(before);
    const after = pastIn(old, pastOf([first, second], { atMs: 2_000 }), before);
    expect(after).not.toBe(before);
    expect(after?.get(5)).toMatchObject({ forgottenAtMs: 2_000, strata: [{ atMs: 1_000 }] });
    expect(pastIn(blocks[1] as TurnBlock, pastOf([first], null), null)).toBeNull();
  });
});
