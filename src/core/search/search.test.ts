import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestApplication, type TestApplication } from '../test-support/open-test-application.ts';

let test: TestApplication;

beforeEach(() => {
  test = openTestApplication();
});
afterEach(() => test.close());

describe('a search', () => {
  it('names chats by title, then messages by chat, with what the model sees of the open one', async () => {
    const first = await test.newChat();
    const told = await first.say('My boat is called Zephyr.');
    await test.page.call('chat.rename', { chatId: first.id, title: 'Zephyr' });
    const other = await test.newChat();
    await other.say('Is Zephyr a wind?');
    const { chats, groups } = await test.page.call('search.find', { text: 'zeph', chatId: first.id });
    expect(chats.map(({ chatId }) => chatId)).toEqual([other.id, first.id]);
    expect(groups.map(({ chatId }) => chatId)).toEqual([other.id, first.id]);
    expect(groups[1]?.hits.find(({ messageId }) => messageId === told.turnId)).toMatchObject({ sight: 'seen' });
    expect(groups[0]?.hits[0]?.sight).toBeNull();
    await test.page.call('window.change', {
      chatId: first.id,
      changes: [{ turnId: told.turnId, change: 'leaveOut' }],
    });
    const again = await test.page.call('search.find', { text: 'zeph', chatId: first.id });
    expect(again.groups[1]?.hits.map(({ sight }) => sight)).toContain('notSeen');
  });

  it('finds an answer of another branch, and says that it is of one', async () => {
    const chat = await test.newChat();
    const answer = await chat.say('Hello!');
    const word = /[a-z]{4,}/i.exec(answer.text)?.[0] ?? answer.text;
    await test.page.call('turn.retry', { chatId: chat.id, turnId: answer.turnId, acceptForgetting: [] });
    await chat.untilEnded();
    const { groups } = await test.page.call('search.find', { text: word, chatId: chat.id });
    expect(groups[0]?.hits.find(({ messageId }) => messageId === answer.id)?.sight).toBe('otherBranch');
  });

  it('of nothing that can be looked for finds nothing', async () => {
    expect(await test.page.call('search.find', { text: ' "* ', chatId: null })).toMatchObject({
      chats: [],
      groups: [],
    });
  });
});
