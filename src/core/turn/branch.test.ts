import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WindowPolicy } from '../../shared/settings.ts';
import { initialSettings } from '../../shared/settings.ts';
import type { WindowAct } from '../store/acts.ts';
import type { StoredMessage } from '../store/messages.ts';
import { anyBranch, grow } from '../test-support/any-branch.ts';
import { branchMessage, plainReading } from '../test-support/branch-messages.ts';
import { Branch } from './branch.ts';
import { ToldTurns } from './told-turns.ts';
import { wholeTurns } from './turns.ts';
import { planWindow, sumTokens } from './window.ts';
import { forgettingLineOf, seenOf, type WindowSight } from './window-sight.ts';

const messages = (count: number) => Array.from({ length: count }, (_, index) => branchMessage(index + 1));
const branchOf = (all: readonly StoredMessage[], acts: readonly WindowAct[] = []) =>
  Branch.of({ messages: all, isWhole: true, acts }, plainReading);
const pin = (turnId: number, leafId: number, value = true): WindowAct => ({
  ...{ kind: 'pinned', turnId, leafId, value, atMs: 1 },
});
const sight = (branch: Branch, policy: WindowPolicy = 'dropOldest'): WindowSight => ({
  ...{ branch, live: null, model: null, settings: { ...initialSettings('chat'), policy } },
});
const ids = (items: readonly { readonly id: number }[]) => items.map(({ id }) => id);

/** What two branches are told apart by. */
const told = (branch: Branch) => ({
  messages: branch.messages,
  turns: branch.turns,
  isWhole: branch.isWhole,
  windowStart: branch.windowStart,
  windowTurns: ids(branch.windowTurns()),
  sums: branch.turns.map((turn) => branch.answeredTokensBefore(turn.id)),
});

describe('a branch', () => {
  it('holds what a person decided from the leaf on where it was decided, and on no other branch', () => {
    const all = messages(6);
    expect(branchOf(all, [pin(1, 4)]).turn(1)?.isPinned).toBe(true);
    expect(branchOf(all.slice(0, 2), [pin(1, 4)]).turn(1)?.isPinned).toBe(false);
    expect(branchOf(all, [pin(1, 4), pin(1, 6, false)]).turn(1)?.isPinned).toBe(false);
    const other = [...all.slice(0, 3), branchMessage(7, { role: 'assistant', parentId: 3 })];
    expect(branchOf(other, [pin(1, 4)]).turn(1)?.isPinned).toBe(false);
  });

  it('takes what was decided at a message that is no leaf any more as it stands in the store', () => {
    const all = messages(6);
    const decisions = [pin(1, 4), pin(1, 6, false), pin(3, 4), pin(3, 99)];
    for (const order of [decisions, [...decisions].reverse()]) {
      const branch = order.reduce((before, act) => before.act(act), branchOf(all));
      expect(told(branch)).toEqual(told(branchOf(all, decisions)));
      expect([1, 3].map((turnId) => branch.turn(turnId)?.isPinned)).toEqual([false, true]);
    }
  });

  it('is the same once it was counted anew from its newest messages on, piece by piece', () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(anyBranch, fc.integer({ min: 1, max: 24 }), pieces, (shape, newest, sizes) => {
        const { all, acts } = grow(shape);
        const whole = branchOf(all, acts);
        let branch = whole.reread(plainReading, newest);
        let start = Math.max(0, all.length - newest);
        for (const size of sizes) {
          const from = Math.max(0, start - size);
          if (start > 0) branch = branch.prepend(all.slice(from, start), from === 0, plainReading);
          start = from;
        }
        expect(told(branch)).toEqual(told(whole));
        expect(branch.decisions()).toEqual(whole.decisions());
      }),
    );
  });

  it('would be planned the same by the turns alone that decide its window', () => {
    fc.assert(
      fc.property(anyBranch, (shape) => {
        const { all, acts } = grow(shape);
        const whole = branchOf(all, acts);
        const alone = whole.windowReread(plainReading);
        const plan = (branch: Branch) =>
          planWindow(wholeTurns(branch.windowTurns(), null), shape, shape.draftTokens, branch.windowStart);
        expect(plan(alone)).toEqual(plan(whole));
        expect(alone.windowStart).toBe(whole.windowStart);
      }),
    );
  });

  it('begins with the acts in force for the turns that it shares, where it parts from another', () => {
    const branch = branchOf(messages(6)).act(pin(1, 6)).act(pin(5, 6));
    expect(branch.actsToCarry(3)).toEqual([{ kind: 'pinned', turnId: 1, value: true }]);
    expect(branch.actsToCarry(5).map((act) => act.turnId)).toEqual([1, 5]);
    expect(branch.actsToCarry(6)).toEqual([]);
    expect(branch.actsToCarry(null)).toEqual([]);
    const again = branchMessage(7, { role: 'assistant', parentId: 5 });
    const carried = branch.actsToCarry(5).map((act) => ({ ...act, leafId: 7, atMs: 2 }));
    const tried = branch.upTo(5).append([again], plainReading, carried);
    expect([tried.turn(1)?.isPinned, tried.turn(3)?.isPinned, tried.turn(5)?.isPinned]).toEqual([true, false, true]);
    expect(ids(tried.messages)).toEqual([1, 2, 3, 4, 5, 7]);
    expect(tried.act(pin(1, 7, false)).turn(5)?.isPinned).toBe(true);
    const broughtBack = branch.upTo(5).append([again], plainReading, [pin(3, 7), pin(1, 7, false)]);
    expect([1, 3, 5].map((turnId) => broughtBack.turn(turnId)?.isPinned)).toEqual([false, true, false]);
  });

  it('starts its window where its newest answer says, or a later act', () => {
    const all = [...messages(4), branchMessage(5), branchMessage(6, { windowStartId: 3, forgottenAtMs: 5 })];
    const branch = branchOf(all);
    expect([branch.windowStart, branch.forgottenAtMs]).toEqual([3, 5]);
    const moved = branch.act({ kind: 'start', turnId: 5, leafId: 6, atMs: 9 });
    expect([moved.windowStart, moved.forgottenAtMs]).toEqual([5, 9]);
    const after = moved.append([branchMessage(7), branchMessage(8, { windowStartId: 7 })], plainReading);
    expect(after.windowStart).toBe(7);
    expect(branch.upTo(4).windowStart).toBe(0);
  });

  it('keeps to itself a start of its window that an answer further down has moved', () => {
    const start = (turnId: number | null, leafId: number): WindowAct => ({ kind: 'start', turnId, leafId, atMs: 9 });
    const slid = branchMessage(10, { windowStartId: 7, forgottenAtMs: 5 });
    const branch = branchOf([...messages(9), slid], [start(3, 4), pin(1, 4)]);
    expect([branch.windowStart, branch.forgottenAtMs]).toEqual([7, 5]);
    const pinned = { kind: 'pinned', turnId: 1, value: true };
    expect([branch.decisions(), branch.actsToCarry(3)]).toEqual([[pinned], [pinned]]);
    expect([8, 4, 2].map((leafId) => branch.upTo(leafId).windowStart)).toEqual([0, 3, 0]);
    const decided = branch.act(start(1, 10));
    expect([decided.windowStart, decided.forgottenAtMs, decided.upTo(8).windowStart]).toEqual([1, 9, 1]);
    expect(decided.actsToCarry(7)).toContainEqual({ kind: 'start', turnId: 1 });
    // About a turn that the part does not have: there holds what was decided before.
    expect(branch.act(start(9, 10)).upTo(4).windowStart).toBe(3);
    // Where the window was decided to start before the last turns, it starts with these.
    expect([decided, branch].map((each) => each.lastTurns(1).windowStart)).toEqual([0, 7]);
    expect(decided.append([branchMessage(11), branchMessage(12)], plainReading).upTo(6).windowStart).toBe(0);
  });

  it('cut back is planned as what was decided in the rest of it says, where nothing further down says otherwise', () => {
    fc.assert(
      fc.property(anyBranch, fc.nat(), (shape, drawn) => {
        const { all, acts } = grow(shape);
        const end = 2 * ((drawn % shape.turnCount) + 1);
        const starts = acts.filter(({ kind, leafId }) => kind === 'start' && (leafId <= end || leafId < all.length));
        expect(told(branchOf(all, starts).upTo(end))).toEqual(told(branchOf(all.slice(0, end), starts)));
      }),
    );
  });

  it('has its window planned from a few of its turns as from all of them', () => {
    fc.assert(
      fc.property(anyBranch, (input) => {
        const { all, acts } = grow(input);
        const branch = branchOf(all, acts);
        const { draftTokens, limitTokens, policy } = input;
        const settings = { limitTokens, policy };
        const plan = planWindow(wholeTurns(branch.windowTurns(), null), settings, draftTokens, branch.windowStart);
        const full = planWindow(wholeTurns(branch.turns, null), settings, draftTokens, branch.windowStart);
        expect(plan).toEqual(full);
      }),
    );
  });

  it('is the same however it came about: read at once or in pieces, grown message by message, or cut back', () => {
    fc.assert(
      fc.property(anyBranch, fc.nat(), fc.nat(), (input, first, second) => {
        const { all, acts } = grow(input);
        const expected = told(branchOf(all, acts));
        const cut = first % all.length;
        const pieces = Branch.of({ messages: all.slice(cut), isWhole: cut === 0, acts }, plainReading);
        expect(told(cut === 0 ? pieces : pieces.prepend(all.slice(0, cut), true, plainReading))).toEqual(expected);
        let grown = branchOf([], []);
        for (const message of all) grown = grown.append([message], plainReading);
        for (const act of acts) grown = grown.act(act);
        expect(told(grown)).toEqual(expected);
        const through = all[second % all.length] as StoredMessage;
        const bare = branchOf(all);
        expect(told(bare.upTo(through.id))).toEqual(told(branchOf(all.slice(0, all.indexOf(through) + 1))));
        expect(told(bare.replaceLeaf(all.at(-1) as StoredMessage, plainReading))).toEqual(told(bare));
      }),
    );
  });

  it('is the same whichever branch was shown before: on any tree, with what was decided anywhere in it', () => {
    const anyKind = fc.constantFrom<WindowAct['kind']>('pinned', 'leftOut', 'start');
    const anyTree = fc.record({
      parents: fc.array(fc.nat(), { minLength: 3, maxLength: 24 }),
      decisions: fc.array(fc.tuple(fc.nat(), fc.nat(), anyKind, fc.boolean()), { maxLength: 8 }),
      visits: fc.array(fc.nat(), { minLength: 2, maxLength: 6 }),
    });
    fc.assert(
      fc.property(anyTree, ({ parents, decisions, visits }) => {
        const paths: StoredMessage[][] = [];
        for (const [index, drawn] of parents.entries()) {
          const above = paths[drawn % (paths.length + 1)] ?? [];
          const role = above.at(-1)?.role === 'user' ? 'assistant' : 'user';
          const started = above[drawn % Math.max(1, above.length)];
          const windowStartId = role === 'assistant' && started?.role === 'user' ? started.id : null;
          paths.push([...above, branchMessage(index + 1, { role, parentId: above.at(-1)?.id ?? null, windowStartId })]);
        }
        const acts = decisions.map(([at, about, kind, value], place): WindowAct => {
          const path = paths[at % paths.length] as StoredMessage[];
          const turns = path.filter(({ role }) => role === 'user');
          const turnId = (turns[about % turns.length] as StoredMessage).id;
          const leafId = (path.at(-1) as StoredMessage).id;
          if (kind === 'start') return { kind, turnId: value ? turnId : null, leafId, atMs: place };
          return { kind, turnId, leafId, value, atMs: place };
        });
        let shown = branchOf(paths[0] as StoredMessage[], acts);
        for (const visit of visits) {
          const path = paths[visit % paths.length] as StoredMessage[];
          const forkId = [...path].reverse().find(({ id }) => shown.message(id))?.id ?? null;
          shown = shown.upTo(forkId).append(
            path.filter(({ id }) => id > (forkId ?? 0)),
            plainReading,
          );
          expect(told(shown)).toEqual(told(branchOf(path, acts)));
        }
      }),
    );
  });

  it('counts above its forgetting line what was answered there and is not seen', () => {
    fc.assert(
      fc.property(anyBranch, (input) => {
        const { all, acts } = grow(input);
        const branch = branchOf(all, acts);
        const seen = seenOf(sight(branch, input.policy));
        const above = branch.turns.filter((turn) => turn.id < branch.windowStart && turn.answerIds.length > 0);
        const tokens = sumTokens(above.filter((turn) => !seen.includes(turn)));
        const line = forgettingLineOf(sight(branch, input.policy), seen);
        expect(line?.tokens ?? 0).toBe(branch.turnFrom(branch.windowStart) ? tokens : 0);
        if (!line) return;
        expect(line.beforeTurnId).toBeLessThanOrEqual(Math.max(branch.windowStart, 1));
        const between = branch.turns.filter(({ id }) => id >= line.beforeTurnId && id < branch.windowStart);
        expect(between.every((turn) => seen.includes(turn))).toBe(true);
        const rightAbove = branch.turns.filter(({ id }) => id < line.beforeTurnId).at(-1);
        expect(seen).not.toContain(rightAbove);
        expect(line.seenAbove).toBe(seen.filter(({ id }) => id < line.beforeTurnId).length);
      }),
    );
  });
});

describe('what pages are told of turns', () => {
  it('is only what is different, and adds up to all of them', () => {
    const branch = branchOf(messages(8));
    const turns = new ToldTurns();
    turns.told(branch.turns, branch.turns);
    expect(turns.change(branch.turns, branch.turns)).toEqual([]);
    const longer = branch.append([branchMessage(9), branchMessage(10)], plainReading);
    expect(ids(turns.change(longer.turns, longer.turns.slice(2)))).toEqual([1, 3, 9]);
    const pinned = longer.act(pin(5, 10));
    expect(turns.change(pinned.turns, pinned.turns.slice(2))).toMatchObject([{ id: 5, isPinned: true, isSeen: true }]);
    const shorter = pinned.upTo(6);
    expect(turns.change(shorter.turns, shorter.turns.slice(2))).toEqual([]);
  });
});
