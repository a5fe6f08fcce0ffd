import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WindowPolicy } from '../../shared/settings.ts';
import { planWindow, sumTokens, type WindowPlan, type WindowTurn } from './window.ts';

const turn = (id: number, tokenCount: number, more: Partial<WindowTurn> = {}): WindowTurn => ({
  id,
  tokenCount,
  isPinned: false,
  isLeftOut: false,
  ...more,
});
const ids = (turns: readonly WindowTurn[]) => turns.map(({ id }) => id);
const limit100 = { limitTokens: 100 };

describe('planWindow', () => {
  it('keeps everything, and the start where it is, while history and draft fit', () => {
    const plan = planWindow([turn(1, 40), turn(3, 40)], limit100, 20, 0);
    expect(plan).toMatchObject({ type: 'fits', windowStart: 0 });
    expect(ids(plan.kept)).toEqual([1, 3]);
  });

  it('drops whole turns from the front down to the low-water mark, and says what is read again', () => {
    const plan = planWindow([turn(1, 30), turn(3, 30), turn(5, 20), turn(7, 15)], limit100, 20, 0);
    expect(plan).toMatchObject({ type: 'forgets', windowStart: 5, rereadTokens: 35 });
    expect(plan.type === 'forgets' && ids(plan.forgotten)).toEqual([1, 3]);
  });

  it('keeps the last exchange even when it stands above the low-water mark', () => {
    const plan = planWindow([turn(1, 30), turn(3, 80)], limit100, 20, 0);
    expect(plan).toMatchObject({ type: 'forgets', windowStart: 3 });
  });

  it('keeps a pinned turn in front, whose rows stay cached, and reads only what follows it', () => {
    const plan = planWindow([turn(1, 30, { isPinned: true }), turn(3, 40), turn(5, 20)], limit100, 20, 0);
    expect(plan.type === 'forgets' && ids(plan.forgotten)).toEqual([3]);
    expect(plan).toMatchObject({ windowStart: 5, rereadTokens: 20 });
  });

  it('keeps the first turn and drops the middle under that policy', () => {
    const turns = [turn(1, 30), turn(3, 40), turn(5, 20)];
    const plan = planWindow(turns, { ...limit100, policy: 'keepFirst' }, 20, 0);
    expect(ids(plan.kept)).toEqual([1, 5]);
  });

  it('counts the low-water mark from what is held, so that pins leave as much room for others as they did before', () => {
    const pinned = turn(1, 60, { isPinned: true });
    const turns = [pinned, turn(3, 12), turn(5, 12), turn(7, 8), turn(9, 4)];
    // 60 are held; of the 40 beside them 24 are filled again.
    const plan = planWindow(turns, limit100, 10, 0);
    expect(plan).toMatchObject({ type: 'forgets', windowStart: 7 });
    expect(ids(plan.kept)).toEqual([1, 7, 9]);
  });

  it('forgets nothing under that policy: it refuses, by as much as there is too much', () => {
    const settings = { ...limit100, policy: 'neverForget' } as const;
    const turns = [turn(1, 30), turn(3, 40), turn(5, 20)];
    expect(planWindow(turns, settings, 10, 0)).toMatchObject({ type: 'fits', kept: turns });
    const over = { type: 'cannotFit', windowStart: 0, kept: turns };
    expect(planWindow(turns, settings, 20, 0)).toEqual({ ...over, overByTokens: 10, cause: 'neverForget' });
    expect(planWindow(turns, settings, 101, 0)).toEqual({ ...over, overByTokens: 91, cause: 'draft' });
  });

  it('starts the window at a turn, also where nothing of it stays because the newest was left out', () => {
    const plan = planWindow([turn(1, 90), turn(3, 40, { isLeftOut: true })], limit100, 20, 0);
    expect(plan).toMatchObject({ type: 'forgets', windowStart: 3, kept: [] });
  });

  it('does not see again what was forgotten before, however short the draft is now', () => {
    expect(ids(planWindow([turn(1, 10), turn(3, 10)], limit100, 0, 3).kept)).toEqual([3]);
  });

  it.each([
    ['the draft', [turn(1, 10)], 101, 'draft', 11],
    ['the pins', [turn(1, 60, { isPinned: true }), turn(3, 30)], 20, 'pins', 10],
    ['the last exchange', [turn(1, 95)], 20, 'lastExchange', 15],
  ] as const)('cannot fit because of %s, says by how much, and changes nothing', (_name, turns, draft, cause, over) => {
    expect(planWindow(turns, limit100, draft, 0)).toMatchObject({
      type: 'cannotFit',
      windowStart: 0,
      cause,
      overByTokens: over,
    });
  });

  it('keeps what the form begins with in any case, and says so where that leaves no room for a word', () => {
    const turns = [turn(1, 30), turn(3, 30)];
    expect(planWindow(turns, { ...limit100, openingTokens: 30 }, 10, 0)).toMatchObject({ type: 'fits' });
    expect(planWindow(turns, { ...limit100, openingTokens: 30 }, 20, 0)).toMatchObject({
      ...{ type: 'forgets', windowStart: 3, rereadTokens: 30 },
    });
    expect(planWindow([], { ...limit100, openingTokens: 60 }, 50, 0)).toMatchObject({
      overByTokens: 10,
      cause: 'draft',
    });
    expect(planWindow([], { ...limit100, openingTokens: 110 }, 5, 0)).toMatchObject({
      overByTokens: 15,
      cause: 'opening',
    });
  });

  it('goes on without a last exchange that the user left out', () => {
    const plan = planWindow([turn(1, 95, { isLeftOut: true })], limit100, 20, 0);
    expect(plan).toMatchObject({ type: 'fits', kept: [] });
  });
});

describe('planWindow, for any history', () => {
  const history = fc
    .array(
      fc.record({
        tokenCount: fc.integer({ min: 2, max: 120 }),
        isPinned: fc.boolean(),
        isLeftOut: fc.integer({ min: 0, max: 9 }).map((value) => value === 0),
      }),
      { maxLength: 12 },
    )
    .map((turns) => turns.map((each, index) => ({ ...each, id: 2 * index + 1 })));
  const settings = fc.record({
    limitTokens: fc.integer({ min: 20, max: 400 }),
    policy: fc.constantFrom<WindowPolicy[]>('dropOldest', 'keepFirst', 'neverForget'),
    openingTokens: fc.constantFrom(0, 7),
  });
  const check = (assertion: (plan: WindowPlan, input: Input) => void) =>
    fc.assert(
      fc.property(history, settings, fc.integer({ min: 0, max: 150 }), fc.nat(24), (turns, limits, draft, start) => {
        assertion(planWindow(turns, limits, draft, start), { turns, limits, draft, start });
      }),
      { numRuns: 2000 },
    );
  interface Input {
    readonly turns: readonly WindowTurn[];
    readonly limits: { readonly limitTokens: number; readonly openingTokens: number; readonly policy: WindowPolicy };
    readonly draft: number;
    readonly start: number;
  }

  it('never exceeds the limit', () => {
    check((plan, { limits, draft }) => {
      if (plan.type === 'cannotFit') return;
      expect(limits.openingTokens + sumTokens(plan.kept) + draft).toBeLessThanOrEqual(limits.limitTokens);
    });
  });

  it('fills again the same part of what is not held, however much is: as many of the newest as that has room for', () => {
    check((plan, { turns, limits, draft }) => {
      if (plan.type !== 'forgets') return;
      const { limitTokens, openingTokens, policy } = limits;
      const first = policy === 'keepFirst' ? turns.find((each) => !each.isLeftOut) : undefined;
      const isHeld = (each: WindowTurn) => each.isPinned || each === first;
      const room = 0.6 * (limitTokens - openingTokens - sumTokens(plan.kept.filter(isHeld)));
      const filled = draft + sumTokens(plan.kept.filter((each) => !isHeld(each)));
      const isMoreThanTheLast = plan.kept.some((each) => !isHeld(each) && each !== turns.at(-1));
      if (isMoreThanTheLast) expect(filled).toBeLessThanOrEqual(room + 1e-9);
      const newestGone = plan.forgotten.at(-1) as WindowTurn;
      expect(filled + newestGone.tokenCount).toBeGreaterThan(room - 1e-9);
    });
  });

  it('forgets nothing where nothing may be', () => {
    check((plan, { limits }) => {
      if (limits.policy === 'neverForget') expect(plan.type).not.toBe('forgets');
      else if (plan.type === 'cannotFit') expect(plan.cause).not.toBe('neverForget');
    });
  });

  it('starts the window at one of the turns once it moved', () => {
    check((plan, { turns }) => {
      if (plan.type === 'forgets') expect(ids(turns)).toContain(plan.windowStart);
    });
  });

  it('keeps turns whole: every one is kept, forgotten, or was out before', () => {
    check((plan, { turns, start }) => {
      const forgotten = plan.type === 'forgets' ? plan.forgotten : [];
      expect(plan.kept.every((kept) => turns.includes(kept) && !forgotten.includes(kept))).toBe(true);
      const inside = turns.filter((each) => !each.isLeftOut && (each.isPinned || each.id >= start));
      expect(inside.every((each) => plan.kept.includes(each) || forgotten.includes(each))).toBe(true);
    });
  });

  it('keeps the last exchange and all pins, or says that it cannot', () => {
    check((plan, { turns, start }) => {
      const last = turns.at(-1);
      if (last && !last.isLeftOut && last.id >= start) expect(plan.kept).toContain(last);
      for (const each of turns) if (each.isPinned && !each.isLeftOut) expect(plan.kept).toContain(each);
    });
  });

  it('moves the start only forward, and only when the present one does not fit', () => {
    check((plan, { turns, limits, draft, start }) => {
      const first = limits.policy === 'keepFirst' ? turns.find((each) => !each.isLeftOut) : undefined;
      const inside = turns.filter((each) => !each.isLeftOut && (each.isPinned || each === first || each.id >= start));
      const fits = limits.openingTokens + sumTokens(inside) + draft <= limits.limitTokens;
      expect(plan.type === 'fits').toBe(fits);
      if (plan.type === 'forgets') expect(plan.windowStart).toBeGreaterThan(start);
      else expect(plan.windowStart).toBe(start);
    });
  });

  it('forgets something whenever it moves, and says cannotFit only when what must stay is too much', () => {
    check((plan, { limits, draft }) => {
      if (plan.type === 'forgets') expect(plan.forgotten.length).toBeGreaterThan(0);
      if (plan.type === 'cannotFit') {
        expect(plan.overByTokens).toBeGreaterThan(0);
        expect(limits.openingTokens + sumTokens(plan.kept) + draft).toBeGreaterThan(limits.limitTokens);
      }
    });
  });

  it('plans the same again from where it arrived: a slide is stable', () => {
    check((plan, { turns, limits, draft }) => {
      if (plan.type !== 'forgets') return;
      const again = planWindow(turns, limits, draft, plan.windowStart);
      expect(again.type).toBe('fits');
      expect(ids(again.kept)).toEqual(ids(plan.kept));
    });
  });
});
