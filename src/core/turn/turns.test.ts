import { describe, expect, it } from 'vitest';
import { branchMessage, plainReading } from '../test-support/branch-messages.ts';
import { turnsOf, wholeTurns, withLiveAnswer } from './turns.ts';

const branch = [1, 2, 3, 4].map((id) => branchMessage(id));
const noFlags = () => ({ isPinned: false, isLeftOut: false });
const pair = (messages = branch) => turnsOf(messages, plainReading, noFlags);

describe('turns', () => {
  it('pair a message with its answer, and count the template token behind each', () => {
    expect(pair().map(({ id, tokenCount, name }) => [id, tokenCount, name])).toEqual([
      [1, 8, 'message 1'],
      [3, 8, 'message 3'],
    ]);
  });

  it('take the ids of an answer under way from memory, before they stand in the store', () => {
    const [, second] = withLiveAnswer(pair(), { turnId: 3, messageId: 4, ids: [1, 2, 3, 4, 5] });
    expect(second).toMatchObject({ answerIds: [1, 2, 3, 4, 5], tokenCount: 10 });
  });

  it('stay outside the window without an answer, but for the one being answered', () => {
    const unanswered = pair([...branch.slice(0, 3), branchMessage(4, { tokenIds: [], state: 'failed' })]);
    expect(wholeTurns(unanswered, null).map(({ id }) => id)).toEqual([1]);
    const live = { turnId: 3, messageId: 4, ids: [] };
    expect(wholeTurns(withLiveAnswer(unanswered, live), live).map(({ id }) => id)).toEqual([1, 3]);
  });
});
