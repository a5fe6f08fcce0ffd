import { describe, expect, it } from 'vitest';
import type { StoredMessage } from '../store/messages.ts';
import { forgettingLineOf, turnsOf, turnViews, wholeTurns, windowStartOf, withLiveAnswer } from './turns.ts';

function message(id: number, role: 'user' | 'assistant', more: Partial<StoredMessage> = {}): StoredMessage {
  return {
    id,
    chatId: 1,
    parentId: id === 1 ? null : id - 1,
    turnId: role === 'user' ? id : id - 1,
    role,
    sendKey: null,
    text: `message ${id}`,
    tokenIds: [10, 11, 12],
    tokenizerHash: 'hash',
    state: 'done',
    failure: null,
    createdAtMs: 1000 + id,
    endedAtMs: null,
    answeredBy: null,
    promptTurnIds: null,
    used: null,
    receipt: null,
    windowStartId: null,
    forgottenAtMs: null,
    ...more,
  };
}

const undecided = { decidedOf: () => ({ isPinned: false, isLeftOut: false }) };
const reading = {
  idsOf: ({ tokenIds }: StoredMessage) => tokenIds,
  nameOf: ({ text }: StoredMessage) => text,
  ...undecided,
};
const branch = [message(1, 'user'), message(2, 'assistant'), message(3, 'user'), message(4, 'assistant')];

describe('turns', () => {
  it('pair a message with its answer, and count the template token behind each', () => {
    const turns = turnsOf(branch, reading);
    expect(turns.map(({ id, tokenCount, name }) => [id, tokenCount, name])).toEqual([
      [1, 8, 'message 1'],
      [3, 8, 'message 3'],
    ]);
  });

  it('take the ids of an answer under way from memory, before they stand in the store', () => {
    const [, second] = withLiveAnswer(turnsOf(branch, reading), { messageId: 4, ids: [1, 2, 3, 4, 5] });
    expect(second).toMatchObject({ answerIds: [1, 2, 3, 4, 5], tokenCount: 10 });
  });

  it('stay outside the window without an answer, but for the one being answered', () => {
    const unanswered = [...branch.slice(0, 3), message(4, 'assistant', { tokenIds: [], state: 'failed' })];
    expect(wholeTurns(turnsOf(unanswered, reading), null).map(({ id }) => id)).toEqual([1]);
    const live = { messageId: 4, ids: [] };
    expect(wholeTurns(withLiveAnswer(turnsOf(unanswered, reading), live), live).map(({ id }) => id)).toEqual([1, 3]);
  });

  it('begin in the window where the newest of them says', () => {
    const moved = [...branch.slice(0, 3), message(4, 'assistant', { windowStartId: 3 })];
    expect(windowStartOf(turnsOf(branch, reading))).toBe(0);
    expect(windowStartOf(turnsOf(moved, reading))).toBe(3);
  });
});

describe('the forgetting line', () => {
  const moved = turnsOf(
    [...branch.slice(0, 3), message(4, 'assistant', { windowStartId: 3, forgottenAtMs: 5000 })],
    reading,
  );

  it('stands above the first turn of the window and counts what is above and not seen', () => {
    expect(forgettingLineOf(moved, moved.slice(1))).toEqual({ beforeTurnId: 3, tokens: 8, atMs: 5000 });
    expect(turnViews(moved, moved.slice(1)).map(({ isSeen }) => isSeen)).toEqual([false, true]);
  });

  it('is not drawn while everything is seen', () => {
    expect(forgettingLineOf(turnsOf(branch, reading), turnsOf(branch, reading))).toBeNull();
    expect(forgettingLineOf(moved, moved)).toBeNull();
  });
});
