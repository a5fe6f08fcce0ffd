import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TurnChange } from '../shared/window-view.ts';
import { CoreError } from '../shared/wire.ts';
import { type HeardChat, openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { turnsAfter, until } from './test-support/open-test-core.ts';

let test: TestApplication;
let chat: HeardChat;

beforeEach(async () => {
  test = openTestApplication();
  chat = await test.newChat();
});
afterEach(() => test.close());

async function tryAgain(turnId: number) {
  await test.page.call('turn.retry', { chatId: chat.id, turnId, acceptForgetting: [] });
  return chat.untilEnded();
}
const change = (turnId: number, what: TurnChange) =>
  test.page.call('window.change', { chatId: chat.id, changes: [{ turnId, change: what }] });
const turn = (turnId: number) => turnsAfter(chat.events).find(({ id }) => id === turnId);
/** As it stands in the store alone. */
async function openAnew() {
  chat.leave();
  await until(() => test.app.chats.all().length === 0);
  chat = await test.watch(chat.id);
}

describe('trying again', () => {
  it('gives the same message another answer beside the one it has', async () => {
    const before = await chat.say('Hello!');
    const again = await tryAgain(before.turnId);
    expect(again.turnId).toBe(before.turnId);
    const { messages } = test.app.store;
    expect(messages.children(chat.id, before.turnId).map(({ id }) => id)).toEqual([before.id, again.id]);
    expect(messages.children(chat.id, null).length).toBe(1);
    expect(messages.path(chat.id).map(({ id }) => id)).toEqual([before.turnId, again.id]);
    expect(messages.get(before.id)?.text).toBe(before.text);
    const next = await chat.say('What is the capital of France?');
    expect(messages.get(next.turnId)?.parentId).toBe(again.id);
    expect(messages.get(next.id)?.promptTurnIds).toEqual([before.turnId, next.turnId]);
  });

  it('stores nothing where the disk fails before it is known what is read again', async () => {
    const { turnId, id } = await chat.say('Hello!');
    const { messages } = test.app.store;
    const failing = vi.spyOn(messages, 'promptTurnIds').mockImplementationOnce(() => {
      throw new CoreError('diskError', { file: 'palimpsest.sqlite', cause: 'SQLITE_IOERR' });
    });
    await expect(tryAgain(turnId)).rejects.toMatchObject({ code: 'diskError' });
    expect(failing).toHaveBeenCalledTimes(1);
    expect(messages.children(chat.id, turnId).map((child) => child.id)).toEqual([id]);
    expect((await tryAgain(turnId)).state).toBe('done');
  });

  it('leaves pinned what was pinned, the turn itself and those before it', async () => {
    const first = await chat.say('Hello! My name is Marlene.');
    const second = await chat.say('Hello!');
    await change(first.turnId, 'pin');
    await change(second.turnId, 'pin');
    await tryAgain(second.turnId);
    for (const { turnId } of [first, second]) expect(turn(turnId)?.isPinned).toBe(true);
    await openAnew();
    for (const { turnId } of [first, second]) expect(turn(turnId)?.isPinned).toBe(true);
    await change(first.turnId, 'unpin');
    await tryAgain(second.turnId);
    await openAnew();
    expect([turn(first.turnId)?.isPinned, turn(second.turnId)?.isPinned]).toEqual([false, true]);
  });

  it('leaves out what was left out, but for the turn itself, which is read', async () => {
    const first = await chat.say('Hello! My name is Marlene.');
    const second = await chat.say('Hello!');
    await change(first.turnId, 'leaveOut');
    await change(second.turnId, 'leaveOut');
    const again = await tryAgain(second.turnId);
    expect(test.app.store.messages.get(again.id)?.promptTurnIds).toEqual([second.turnId]);
    await openAnew();
    expect([turn(first.turnId)?.isLeftOut, turn(second.turnId)?.isLeftOut]).toEqual([true, false]);
  });

  it('keeps to the branch on which a decision was made', async () => {
    const first = await chat.say('Hello! My name is Marlene.');
    const second = await chat.say('Hello!');
    await tryAgain(second.turnId);
    await change(first.turnId, 'pin');
    test.app.store.chats.setActiveLeaf(chat.id, second.id);
    await openAnew();
    expect(turn(first.turnId)?.isPinned).toBe(false);
  });
});

describe('another policy', () => {
  it('is told with the turns that come into sight by it', async () => {
    const first = await chat.say('Hello!');
    const second = await chat.say('Hello!');
    test.app.store.acts.set({ leafId: second.id, atMs: 1, kind: 'start', turnId: second.turnId });
    await openAnew();
    expect(turn(first.turnId)?.isSeen).toBe(false);
    await test.page.call('chat.configure', { chatId: chat.id, settings: { policy: 'keepFirst' } });
    await until(() => turn(first.turnId)?.isSeen);
    expect(turn(second.turnId)?.isSeen).toBe(true);
  });
});
