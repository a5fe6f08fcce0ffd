import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { initialSettings } from '../../shared/settings.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import { anyBranch, type BranchShape, grow } from '../test-support/any-branch.ts';
import { plainReading } from '../test-support/branch-messages.ts';
import { Branch } from './branch.ts';
import { bringBackOf } from './bring-back.ts';
import { plainFormTokens } from './prompt.ts';
import { changes } from './turn-change.ts';
import { wholeTurns } from './turns.ts';
import { planWindow } from './window.ts';
import {
  countedDraft,
  forgottenIn,
  planOf,
  priceOf,
  seenOf,
  type WindowSight,
  windowSettings,
} from './window-sight.ts';

const reserve = 8;

function sightOf(shape: BranchShape): WindowSight {
  const { all, acts } = grow(shape);
  const branch = Branch.of({ messages: all, isWhole: true, acts }, plainReading);
  const model = {
    ...{ windowTokens: shape.limitTokens + reserve, readingSpeed: { tokensPerMs: null }, form: plainFormTokens },
  } as ModelHandle;
  const settings = { ...initialSettings('chat'), policy: shape.policy, maxReplyTokens: reserve };
  return { branch, live: null, settings, model };
}

const decided = (branch: Branch, turnIds: readonly number[], change: 'pin' | 'unpin') =>
  branch.act(...turnIds.map((turnId) => ({ turnId, leafId: branch.leafId ?? 0, atMs: 2, ...changes[change] })));
const pinned = (sight: WindowSight, turnIds: readonly number[]): WindowSight => ({
  ...sight,
  branch: decided(sight.branch, turnIds, 'pin'),
});
const ids = (turns: readonly { readonly id: number }[]) => turns.map(({ id }) => id);

/** The plan from all turns of the branch, not only those that can decide it. */
const wholePlan = (sight: WindowSight, draftTokens: number) =>
  planWindow(wholeTurns(sight.branch.turns, null), windowSettings(sight), draftTokens, sight.branch.windowStart);

const check = (assertion: (sight: WindowSight, draftTokens: number) => void) =>
  fc.assert(
    fc.property(anyBranch, (shape) => assertion(sightOf(shape), shape.draftTokens)),
    { numRuns: 1_000 },
  );

describe('what can be brought back', () => {
  it('are all forgotten turns that would fit once they are pinned, and no others, the newest first', () => {
    check((sight, draft) => {
      const seen = new Set(ids(seenOf(sight)));
      const counted = countedDraft(sight, draft);
      const forgotten = wholeTurns(sight.branch.turns, null).filter((turn) => !turn.isLeftOut && !seen.has(turn.id));
      const fitting = forgotten.filter((turn) => wholePlan(pinned(sight, [turn.id]), counted).type !== 'cannotFit');
      const offered = bringBackOf(sight, { draftTokens: draft, among: null }).turns;
      expect(offered.map((turn) => turn.turnId)).toEqual(ids(fitting).reverse());
      for (const { turnId, name, tokens } of offered) {
        expect(sight.branch.turn(turnId)).toMatchObject({ name, tokenCount: tokens });
      }
    });
  });

  it('are ticked from the newest on, as far as the next send has to forget nothing else for them', () => {
    check((sight, draft) => {
      const { turns } = bringBackOf(sight, { draftTokens: draft, among: null });
      const price = (count: number) => {
        const { branch } = pinned(
          sight,
          turns.slice(0, count).map((turn) => turn.turnId),
        );
        return priceOf(sight, branch, draft);
      };
      const ticked = turns.filter((turn) => turn.isTicked).length;
      expect(turns.slice(0, ticked).every((turn) => turn.isTicked)).toBe(true);
      if (ticked > 0) expect(price(ticked)).toMatchObject({ isPossible: true, leaves: [] });
      if (ticked === turns.length) return;
      const further = price(ticked + 1);
      expect(further.isPossible && further.leaves.length === 0).toBe(false);
    });
  });

  it('are only those that are asked for', () => {
    check((sight, draft) => {
      const all = bringBackOf(sight, { draftTokens: draft, among: null }).turns.map((turn) => turn.turnId);
      const among = [...all.slice(1), 999];
      const some = bringBackOf(sight, { draftTokens: draft, among }).turns.map((turn) => turn.turnId);
      expect(some).toEqual(all.slice(1));
      expect(bringBackOf(sight, { draftTokens: draft, among: [] }).turns).toEqual([]);
    });
  });

  it('are at most a hundred', () => {
    const shape = { ...grown, turnCount: 150, start: 148, lengths: Array.from({ length: 150 }, () => 2) };
    const { turns } = bringBackOf(sightOf({ ...shape, limitTokens: 400 }), { draftTokens: 0, among: null });
    expect(turns.length).toBe(100);
    expect(turns[0]?.turnId).toBe(2 * 147 + 1);
    expect(turns.filter((turn) => turn.isTicked).length).toBeGreaterThan(20);
  });
});

const grown: BranchShape = {
  ...{ turnCount: 12, start: 0, unanswered: [], pinned: [], leftOut: [], starts: [], lengths: [] },
  ...{ draftTokens: 0, limitTokens: 100, policy: 'dropOldest' },
};

describe('the price of a change', () => {
  const someTurns = fc.uniqueArray(fc.nat({ max: 11 }), { minLength: 1, maxLength: 4 });
  const checkChanges = (assertion: (sight: WindowSight, draft: number, turnIds: readonly number[]) => void) =>
    fc.assert(
      fc.property(anyBranch, someTurns, (shape, turns) => {
        const turnIds = turns.filter((turn) => turn < shape.turnCount).map((turn) => 2 * turn + 1);
        assertion(sightOf(shape), shape.draftTokens, turnIds);
      }),
      { numRuns: 1_000 },
    );

  it('names what the next send forgets because of it, and counts what is seen afterwards', () => {
    checkChanges((sight, draft, turnIds) => {
      const after = pinned(sight, turnIds);
      const price = priceOf(sight, after.branch, draft);
      const counted = countedDraft(sight, draft);
      const without = ids(forgottenIn(planOf(sight, counted)));
      const leaving = ids(forgottenIn(wholePlan(after, counted)));
      expect(price.leaves.map((turn) => turn.turnId)).toEqual(leaving.filter((id) => !without.includes(id)));
      expect(price.usedTokensAfter).toBe(seenOf(after).reduce((sum, turn) => sum + turn.tokenCount, 0));
      if (wholePlan(after, counted).type !== 'cannotFit') expect(price.isPossible).toBe(true);
    });
  });

  it('is nothing where it is taken back: the plan is the one from before', () => {
    checkChanges((sight, draft, turnIds) => {
      const wasPinned = turnIds.filter((turnId) => sight.branch.turn(turnId)?.isPinned);
      const back = { ...sight, branch: decided(pinned(sight, turnIds).branch, turnIds, 'unpin') };
      const again = { ...back, branch: decided(back.branch, wasPinned, 'pin') };
      expect(planOf(again, draft)).toEqual(planOf(sight, draft));
      expect(seenOf(again)).toEqual(seenOf(sight));
    });
  });
});
