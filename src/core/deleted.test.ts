import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HeardChat, openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { until } from './test-support/open-test-core.ts';
import { cacheKeyOf } from './turn/turn-context.ts';

let test: TestApplication;
let chat: HeardChat;

beforeEach(async () => {
  test = openTestApplication();
  chat = await test.newChat();
});
afterEach(() => test.close());

const list = () => test.page.call('deleted.list', {});
const deleteChat = (chatId: number) => test.page.call('chat.delete', { chatId });

describe('the deleted chats', () => {
  it('are listed with the days they stay, the one deleted last first, and come back', async () => {
    await chat.say('Hello, I am Ada.');
    const other = await test.newChat();
    await other.say('Where is Oslo?');
    expect(await deleteChat(chat.id)).toEqual({ canBeRestored: true });
    await deleteChat(other.id);
    expect(await list()).toMatchObject([
      { id: other.id, daysLeft: 30 },
      { id: chat.id, daysLeft: 30 },
    ]);
    await test.page.call('app.configure', { settings: { deletedKeptDays: 7 } });
    expect((await list()).map(({ daysLeft }) => daysLeft)).toEqual([7, 7]);
    await test.page.call('chat.restore', { chatId: chat.id });
    expect((await list()).map(({ id }) => id)).toEqual([other.id]);
  });

  it('have none any more after a start where none are kept: what could undo it is gone with the run before', async () => {
    await chat.say('Hello!');
    await test.page.call('app.configure', { settings: { deletedKeptDays: 0 } });
    await deleteChat(chat.id);
    expect((await list()).map(({ id }) => id)).toEqual([chat.id]);
    // As the next start does.
    test.app.store.upkeep.retireOverdue({ nowMs: Date.now(), keptDays: 0 });
    expect(await list()).toEqual([]);
  });

  it('do not have those in which there was nothing', async () => {
    expect(await deleteChat(chat.id)).toEqual({ canBeRestored: false });
    expect(await list()).toEqual([]);
    await expect(test.page.call('chat.restore', { chatId: chat.id })).rejects.toMatchObject({ code: 'noSuchChat' });
  });

  it('are gone for good when that is asked for, rows, caches and memory, and no other chat with them', async () => {
    await chat.say('Hello!');
    const other = await test.newChat();
    await other.say('Hello again!');
    await deleteChat(chat.id);
    await test.page.call('chat.deleteForGood', { chatIds: [chat.id, other.id] });
    expect(await list()).toEqual([]);
    expect(test.app.ledger.tokensOf(cacheKeyOf(chat.id))).toBe(0);
    chat.leave();
    await until(() => test.app.chats.known(chat.id) === undefined);
    await until(() => !test.app.store.upkeep.purgeSome());
    expect(test.app.store.chats.get(other.id)?.id).toBe(other.id);
  });

  it('are gone for good also while an answer runs in one', async () => {
    const settings = { isGreedy: false, temperature: 10, topK: 0, topP: 1, seed: 1, maxReplyTokens: 256 };
    await test.page.call('chat.configure', { chatId: chat.id, settings });
    await chat.send('Tell me a story about a boat.');
    await until(() => chat.events.some((event) => event.type === 'text'));
    await deleteChat(chat.id);
    await test.page.call('chat.deleteForGood', { chatIds: [chat.id] });
    await until(() => test.app.answeringChats().length === 0);
    await until(() => test.app.ledger.tokensOf(cacheKeyOf(chat.id)) === 0);
    chat.leave();
    await until(() => test.app.chats.known(chat.id) === undefined);
    const other = await test.newChat();
    expect((await other.say('Hello!')).state).toBe('done');
  });
});
