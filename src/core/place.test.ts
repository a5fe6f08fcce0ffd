import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HeardChat, openTestApplication, type TestApplication } from './test-support/open-test-application.ts';

let test: TestApplication;
let chat: HeardChat;

beforeEach(async () => {
  test = openTestApplication();
  chat = await test.newChat();
  await chat.say('My boat is called Zephyr.');
});
afterEach(() => test.close());

const listed = () => test.app.list.snapshot().find(({ id }) => id === chat.id);
const archive = (isArchived: boolean) => test.page.call('chat.archive', { chatId: chat.id, isArchived });
const pin = (isPinned: boolean) => test.page.call('chat.pin', { chatId: chat.id, isPinned });

describe('an archived chat', () => {
  it('is told as one, keeps when it was used, is still found, and comes back', async () => {
    const before = listed();
    await archive(true);
    expect(listed()).toEqual({ ...before, archivedAtMs: expect.any(Number) });
    const { groups } = await test.page.call('search.find', { text: 'zephyr', chatId: null });
    expect(groups.map(({ chatId }) => chatId)).toEqual([chat.id]);
    await archive(false);
    expect(listed()).toEqual(before);
  });

  it('comes back when something is said in it', async () => {
    await archive(true);
    await chat.say('Where is it?');
    expect(listed()).not.toHaveProperty('archivedAtMs');
  });

  it('is not what a start or a new chat shows', async () => {
    const other = test.app.store.chats.create(1);
    await archive(true);
    expect(test.app.store.chats.newest()).toMatchObject({ id: other });
    await test.page.call('chat.archive', { chatId: other, isArchived: true });
    expect(await test.page.call('chat.create', {})).not.toEqual({ chatId: other });
  });

  it('is exported with all, and can be deleted and restored as one', async () => {
    await archive(true);
    expect(test.app.store.archive.chatIds()).toContain(chat.id);
    await test.page.call('chat.delete', { chatId: chat.id });
    expect(listed()).toBeUndefined();
    await test.page.call('chat.restore', { chatId: chat.id });
    expect(listed()).toHaveProperty('archivedAtMs');
  });
});

describe('a pinned chat', () => {
  it('is told as one until it is unpinned or archived, and comes back from the archive to be pinned', async () => {
    await pin(true);
    expect(listed()).toHaveProperty('pinnedAtMs');
    await archive(true);
    expect(listed()).not.toHaveProperty('pinnedAtMs');
    await pin(true);
    expect(listed()).not.toHaveProperty('archivedAtMs');
    await pin(false);
    expect(listed()).not.toHaveProperty('pinnedAtMs');
  });

  it('that is not there is refused', async () => {
    await expect(test.page.call('chat.pin', { chatId: 999, isPinned: true })).rejects.toMatchObject({
      code: 'noSuchChat',
    });
  });
});
