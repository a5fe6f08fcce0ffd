import { resolve } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { ChatsInMemory } from '../chats-in-memory.ts';
import { bundledModelDir, readModelFolder } from '../models/catalog.ts';
import { ModelHandle } from '../models/model-handle.ts';
import { openStore } from '../store/store.ts';
import { importText, palimpsestText } from '../test-support/palimpsest-text.ts';
import { say } from '../test-support/stored-turns.ts';
import { openIdsChecking } from './open-ids-checking.ts';

const folder = readModelFolder(bundledModelDir(resolve(import.meta.dirname, '../../../models')));
const model = new ModelHandle({ ...folder, modelId: 'shipped', endTokenId: folder.endTokenIds[0] as number });
const onError = (error: unknown) => {
  throw error;
};
const { tokenizer } = model;
const right = tokenizer.encode('Hello');
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
  vi.useRealTimers();
});

/** A chat that came with ids of nobody and is open, and what those who watch it are told. */
async function openImported() {
  const [first, store] = [openStore(':memory:'), openStore(':memory:')];
  say(first, first.chats.create(1), 'Hello');
  await importText(store, palimpsestText(first).replaceAll('"tokenizer":"hash"', `"tokenizer":"${tokenizer.hash}"`));
  const [chatId = 0] = store.archive.chatIds();
  const chats = new ChatsInMemory({
    ...{ store, model: () => model, findModel: () => null, onError, whenModelIsRead: async () => {} },
    ...{ mustStay: () => false, onLetGo: () => {} },
  });
  const leaving = new AbortController();
  const told: string[] = [];
  const chat = await chats.with(chatId, (found) => {
    void found.events.until(leaving.signal, ({ type }) => told.push(type));
    return found;
  });
  const known = vi.spyOn(chats, 'known');
  const checking = openIdsChecking({ store, chats, model: () => model, onLog: onError });
  closing.push(
    checking.stop,
    () => leaving.abort(),
    () => store.close(),
  );
  const idsState = () => store.messages.path(chatId)[0]?.idsState;
  const renewed = () => expect.poll(idsState).toBe('renewed');
  const idsInMemory = () => chat.branch.messages[0]?.tokenIds;
  return { chat, checking, told, idsState, renewed, idsInMemory, askedCount: () => known.mock.calls.length };
}

it('whoever has the chat open is told once its ids are made anew', async () => {
  const { checking, told, renewed, idsInMemory } = await openImported();
  expect(idsInMemory()).not.toEqual(right);
  checking.wake();
  await renewed();
  await expect.poll(() => told).toEqual(['snapshot']);
  expect(idsInMemory()).toEqual(right);
});

it('of a chat that is deleted meanwhile nobody is told, and it is right in memory when it is restored', async () => {
  const { chat, checking, told, renewed, idsInMemory } = await openImported();
  chat.isDeleted = true;
  checking.wake();
  await renewed();
  await expect.poll(() => idsInMemory()).toEqual(right);
  expect(told).toEqual([]);
});

it.each([[true], [false]])(
  'a chat that is busy is read when it is not, and seldom asked (deleted: %s)',
  async (isDeleted) => {
    // How often something is asked says something in a time that no other program makes longer.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { chat, checking, told, idsState, idsInMemory, askedCount } = await openImported();
    Object.assign(chat, { isDeleted, isStarting: true });
    checking.wake();
    await vi.advanceTimersByTimeAsync(900);
    expect(idsState()).toBe('renewed');
    expect(askedCount()).toBeGreaterThanOrEqual(1);
    expect(askedCount()).toBeLessThanOrEqual(3);
    expect(idsInMemory()).not.toEqual(right);
    expect(told).toEqual([]);
    chat.isStarting = false;
    await vi.advanceTimersByTimeAsync(500);
    expect(idsInMemory()).toEqual(right);
    expect(told).toEqual(isDeleted ? [] : ['snapshot']);
  },
);
