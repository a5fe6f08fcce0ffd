import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestApplication, type TestApplication } from '../test-support/open-test-application.ts';
import { say } from '../test-support/stored-turns.ts';

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

  it('tells more of one chat when that is asked for, all of them in the end, and of no other', async () => {
    const chat = await test.newChat();
    const other = await test.newChat();
    const { store } = test.app;
    let parentId: number | null = null;
    for (let turn = 0; turn < 40; turn++) parentId = say(store, chat.id, `Zephyr ${turn}`, parentId).assistantId;
    say(store, other.id, 'Zephyr elsewhere');
    const asked = { text: 'zephyr', chatId: null };
    const first = await test.page.call('search.find', asked);
    const group = first.groups.find(({ chatId }) => chatId === chat.id);
    expect([group?.hits.length, group?.moreHits]).toEqual([3, 77]);
    const more = async (count: number) =>
      (await test.page.call('search.find', { ...asked, part: { type: 'chat', chatId: chat.id, count } })).groups;
    const [some] = await more(33);
    expect([some?.chatId, some?.hits.length, some?.moreHits]).toEqual([chat.id, 33, 47]);
    expect(some?.hits.slice(0, 3)).toEqual(group?.hits);
    const all = await more(1_000);
    expect(all).toHaveLength(1);
    expect(new Set(all[0]?.hits.map(({ messageId }) => messageId)).size).toBe(80);
    expect(all[0]?.moreHits).toBe(0);
    store.chats.delete(chat.id, 1);
    expect(await more(10)).toEqual([]);
  });

  it('says of a chat that further messages may have it only where not all of its own were looked at', async () => {
    const { store } = test.app;
    const long = await test.newChat();
    let parentId: number | null = null;
    for (let turn = 0; turn < 500; turn++) parentId = say(store, long.id, `Zephyr ${turn}`, parentId).assistantId;
    const asked = { text: 'zephyr', chatId: null };
    const part = { type: 'chat', chatId: long.id, count: 1_000 } as const;
    const isMore = async () => {
      const { groups } = await test.page.call('search.find', { ...asked, part });
      return [groups[0]?.hits.length, groups[0]?.moreHits, groups[0]?.isMore];
    };
    expect(await isMore()).toEqual([1_000, 0, false]);
    say(store, long.id, 'Zephyr again', parentId);
    expect(await isMore()).toEqual([1_000, 0, true]);
  });

  it('is exact about each chat also where more chats were found than are told', async () => {
    const { store } = test.app;
    for (let chat = 0; chat < 21; chat++) say(store, store.chats.create(chat), 'Zephyr');
    const { groups, isMore } = await test.page.call('search.find', { text: 'zephyr', chatId: null });
    expect([groups.length, isMore]).toEqual([20, true]);
    expect(groups.filter((group) => group.isMore)).toEqual([]);
  });

  it('says that more chats have it in their titles than are told, and tells them when that is asked for', async () => {
    const { store } = test.app;
    for (let chat = 0; chat < 10; chat++) store.chats.rename(store.chats.create(chat), `Zephyr ${chat}`);
    const asked = { text: 'zephyr', chatId: null };
    const first = await test.page.call('search.find', asked);
    expect([first.chats.length, first.areMoreChats]).toEqual([8, true]);
    const more = (count: number) => test.page.call('search.find', { ...asked, part: { type: 'titles', count } });
    expect(await more(9)).toMatchObject({ areMoreChats: true, groups: [] });
    const { chats, areMoreChats } = await more(10);
    expect([chats.length, areMoreChats]).toEqual([10, false]);
    expect(chats.slice(0, 8)).toEqual(first.chats);
  });

  it('of nothing that can be looked for finds nothing', async () => {
    expect(await test.page.call('search.find', { text: ' "* ', chatId: null })).toMatchObject({
      chats: [],
      groups: [],
    });
  });
});
