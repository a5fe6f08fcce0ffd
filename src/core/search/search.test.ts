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
    expect(again.groups[1]?.hits.map(({ sight }) => sight)).toContain('hidden');
  });

  it('tells what the model no longer sees from what it never saw, since nothing was said to it', async () => {
    const chat = await test.newChat();
    const settings = { usedWindowTokens: 128, maxReplyTokens: 8, telling: 'silent' } as const;
    await test.page.call('chat.configure', { chatId: chat.id, settings });
    const told = await chat.say('My boat is called Zephyr.');
    const sightOf = async (word: string, messageId: number) => {
      const { groups } = await test.page.call('search.find', { text: word, chatId: chat.id });
      return groups[0]?.hits.find((hit) => hit.messageId === messageId)?.sight;
    };
    expect(await sightOf('zephyr', told.turnId)).toBe('seen');
    for (let turn = 0; turn < 20 && (await sightOf('zephyr', told.turnId)) === 'seen'; turn++) {
      await chat.say('Tell me more about the sea and the wind.');
    }
    expect(await sightOf('zephyr', told.turnId)).toBe('notSeen');
    // Another chat's answer is under way: this one waits, and is stopped before its first word.
    const other = await test.newChat();
    const long = { isGreedy: false, temperature: 10, maxReplyTokens: 256 } as const;
    await test.page.call('chat.configure', { chatId: other.id, settings: long });
    await other.send('Go on.');
    await chat.send('My kite is called Boreas.');
    await test.page.call('turn.stop', { chatId: chat.id });
    const unanswered = await chat.untilEnded();
    expect(unanswered.text).toBe('');
    expect(await sightOf('boreas', unanswered.turnId)).toBe('never');
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
