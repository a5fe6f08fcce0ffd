import { describe, expect, it } from 'vitest';
import type { MessageView, TurnView } from '../../../shared/views.ts';
import { groupTurns, isSameGroup } from './turn-groups.ts';

const message = (id: number, turnId: number, role: MessageView['role']) => ({ id, turnId, role }) as MessageView;
const turn = (id: number, isPinned = false) => ({ id, name: 'words', tokenCount: 6, isPinned }) as TurnView;

describe('turns as they are shown', () => {
  const messages = [message(1, 1, 'user'), message(2, 1, 'assistant'), message(3, 3, 'user')];

  it('hold what was asked and what was answered', () => {
    const groups = groupTurns(messages, [turn(1), turn(3)]);
    expect(groups.map(({ id, user, assistant }) => [id, user?.id, assistant?.id])).toEqual([
      [1, 1, 2],
      [3, 3, undefined],
    ]);
  });

  it('are the same while neither words nor state change', () => {
    const [before] = groupTurns(messages, [turn(1)]);
    const [same] = groupTurns(messages, [turn(1)]);
    const [pinned] = groupTurns(messages, [turn(1, true)]);
    expect(before && same && isSameGroup(before, same)).toBe(true);
    expect(before && pinned && isSameGroup(before, pinned)).toBe(false);
  });
});
