import { describe, expect, it } from 'vitest';
import { makeTurn, say } from '../test-support/stored-turns.ts';
import { openStore } from './store.ts';

/** Turns of another chat, between those of the first: its messages lie far apart. */
function talkElsewhere(store: ReturnType<typeof openStore>, turns: number): void {
  const chatId = store.chats.create(500);
  let parentId: number | null = null;
  for (let turn = 0; turn < turns; turn++) parentId = say(store, chatId, `elsewhere ${turn}`, parentId).assistantId;
}

describe('where branches part', () => {
  it.each([0, 60])('is found with %i turns of other chats between its messages', (between) => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(500);
    const first = say(store, chatId, 'one');
    talkElsewhere(store, between);
    const second = say(store, chatId, 'two', first.assistantId);
    talkElsewhere(store, between);
    const parentIds = [null, first.userId, first.assistantId, second.userId];
    expect(store.branches.partings(chatId, parentIds)).toEqual(new Map());
    const again = store.turns.begin(makeTurn(chatId, 'two', { again: second.userId }));
    const edited = say(store, chatId, 'two, otherwise', first.assistantId);
    expect(store.branches.partings(chatId, parentIds)).toEqual(
      new Map([
        [first.assistantId, [second.userId, edited.userId]],
        [second.userId, [second.assistantId, again.assistant.id]],
      ]),
    );
    expect(store.branches.partings(chatId, [second.userId]).size).toBe(1);
  });

  it('is not where chats beside each other begin', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(500);
    say(store, chatId, 'one');
    talkElsewhere(store, 1);
    expect(store.branches.partings(chatId, [null]).size).toBe(0);
  });
});
