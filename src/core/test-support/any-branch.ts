import fc from 'fast-check';
import type { WindowPolicy } from '../../shared/settings.ts';
import type { WindowAct } from '../store/acts.ts';
import type { StoredMessage } from '../store/messages.ts';
import { branchMessage } from './branch-messages.ts';

/** Any branch of a few turns, some of them pinned, left out or not answered, and what its window is planned with. */
export const anyBranch = fc.record({
  turnCount: fc.integer({ min: 1, max: 12 }),
  start: fc.nat({ max: 14 }),
  unanswered: fc.uniqueArray(fc.nat({ max: 11 }), { maxLength: 3 }),
  pinned: fc.uniqueArray(fc.nat({ max: 11 }), { maxLength: 3 }),
  leftOut: fc.uniqueArray(fc.nat({ max: 11 }), { maxLength: 3 }),
  /** Decided at any answer: the turn that the window starts with, or that it starts with the chat. */
  starts: fc.array(fc.record({ at: fc.nat(), turn: fc.option(fc.nat()) }), { maxLength: 3 }),
  /** Of each answer. */
  lengths: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 12, maxLength: 12 }),
  draftTokens: fc.nat({ max: 40 }),
  limitTokens: fc.integer({ min: 20, max: 120 }),
  policy: fc.constantFrom<WindowPolicy>('dropOldest', 'keepFirst', 'neverForget'),
});

export type BranchShape = typeof anyBranch extends fc.Arbitrary<infer Shape> ? Shape : never;

/** Its messages, and the acts: those about a turn made at its leaf, those about the window's start at any answer. */
export function grow({ turnCount, start, unanswered, pinned, leftOut, starts, lengths }: BranchShape): {
  readonly all: readonly StoredMessage[];
  readonly acts: readonly WindowAct[];
} {
  const last = 2 * turnCount;
  const windowStartId = start < turnCount ? 2 * start + 1 : null;
  const all = Array.from({ length: last }, (_, index) => {
    const message = branchMessage(index + 1, { windowStartId });
    const turn = Math.floor(index / 2);
    if (message.role === 'user') return message;
    const tokens = unanswered.includes(turn) ? 0 : (lengths[turn] as number);
    return { ...message, tokenIds: Array.from({ length: tokens }, (_, at) => at) };
  });
  const act = (kind: 'pinned' | 'leftOut') => (turn: number) => ({
    ...{ kind, turnId: 2 * turn + 1, leafId: last, value: true, atMs: 1 },
  });
  const startAt = ({ at, turn }: BranchShape['starts'][number]) => {
    const answer = at % turnCount;
    const turnId = turn === null ? null : 2 * (turn % (answer + 1)) + 1;
    return { kind: 'start' as const, turnId, leafId: 2 * (answer + 1), atMs: 1 };
  };
  const isThere = (turn: number) => turn < turnCount;
  return {
    all,
    acts: [
      ...pinned.filter(isThere).map(act('pinned')),
      ...leftOut.filter(isThere).map(act('leftOut')),
      ...starts.map(startAt),
    ],
  };
}
