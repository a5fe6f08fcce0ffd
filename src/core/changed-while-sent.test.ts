import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CoreError } from '../shared/wire.ts';
import { cacheViewOf } from './cache-view.ts';
import { openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import type { ChatState } from './turn/chat-state.ts';

let test: TestApplication;

beforeEach(() => {
  test = openTestApplication();
});
afterEach(() => test.close());

/** Another program writes to the database as the next turn, or the next words in the place of an answer, are to be stored. */
function keepBusyOnce(): void {
  const busy = () => {
    throw new CoreError('storeBusy');
  };
  const { turns, branches } = test.app.store;
  vi.spyOn(turns, 'begin').mockImplementationOnce(busy);
  vi.spyOn(branches, 'editAnswer').mockImplementationOnce(busy);
}

it('tells what is held of the window as it is, where it was changed while a turn waited for the database', async () => {
  const { app, page } = test;
  const chat = await test.newChat();
  const chatId = chat.id;
  const { turnId } = await chat.say('Hello! My name is Ada.');
  await chat.say('I live in Bergen.');
  // All tokens are nearly as likely: it does not find its end.
  const endless = { isGreedy: false, temperature: 10, topK: 0, topP: 1, seed: 1, maxReplyTokens: 40 };
  await page.call('chat.configure', { chatId, settings: endless });
  keepBusyOnce();

  const state = app.chats.known(chatId) as ChatState;
  const model = await app.models.current();
  const held: [told: number, places: number][] = [];
  const listening = new AbortController();
  void state.events.until(listening.signal, (event) => {
    if (event.type === 'text') held.push([event.heldTokens, cacheViewOf(app, state, model).heldTokens]);
  });
  const sent = chat.send('What is my name?');
  await page.call('window.change', { chatId, changes: [{ turnId, change: 'leaveOut' }] });
  expect(state.isStarting).toBe(true);
  expect(await sent).toMatchObject({ type: 'begun' });
  await chat.untilEnded();
  listening.abort();
  expect(held.length).toBeGreaterThan(0);
  for (const [told, places] of held) expect(told).toBe(places);
});

it.each(['retry', 'editAnswer'] as const)('begins a branch with what was pinned while it waited: %s', async (what) => {
  const { app, page } = test;
  const chat = await test.newChat();
  const chatId = chat.id;
  const { turnId: pinnedId } = await chat.say('Hello! My name is Ada.');
  const { turnId } = await chat.say('I live in Bergen.');
  keepBusyOnce();
  const asked =
    what === 'retry'
      ? page.call('turn.retry', { chatId, turnId, acceptForgetting: [] })
      : page.call('answer.edit', { chatId, turnId, text: 'Bergen is by the sea.' });
  await page.call('window.change', { chatId, changes: [{ turnId: pinnedId, change: 'pin' }] });
  expect(app.chats.known(chatId)?.isStarting).toBe(true);
  await asked;
  await chat.untilEnded();
  const isPinned = () => app.chats.known(chatId)?.branch.turn(pinnedId)?.isPinned;
  expect(isPinned()).toBe(true);
  chat.leave();
  await expect.poll(() => app.chats.known(chatId)).toBeUndefined();
  await test.watch(chatId);
  expect(isPinned()).toBe(true);
});
