import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { saying } from '../../shared/test-support/saying.ts';
import { makeTurn, say } from '../test-support/stored-turns.ts';
import { openStore } from './store.ts';

describe('every chat and message', () => {
  it('has a name of its own that no other database gives', () => {
    const store = openStore(':memory:');
    const ids = [store.chats.create(500), store.chats.create(500)];
    for (const id of ids) say(store, id, 'Hello');
    const uids = ids.flatMap((id) => [
      store.chats.get(id)?.uid,
      ...store.messages.path(id).map((message) => store.messages.uid(message.id)),
    ]);
    expect(new Set(uids).size).toBe(6);
    for (const uid of uids) expect(uid).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('branches', () => {
  it('lead from the first message to the active leaf, and keep what stands beside them', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(500);
    expect(store.messages.path(chatId)).toEqual([]);
    const first = say(store, chatId, 'one');
    const second = say(store, chatId, 'two', first.assistantId);
    const retry = say(store, chatId, 'two', first.assistantId);
    const toTexts = (messages: readonly { readonly text: string }[]) => messages.map(({ text }) => text);
    expect(store.messages.path(chatId).map(({ id }) => id)).toEqual([
      ...[first.userId, first.assistantId, retry.userId, retry.assistantId],
    ]);
    expect(store.messages.children(chatId, first.assistantId).map(({ id }) => id)).toEqual([
      second.userId,
      retry.userId,
    ]);
    expect(toTexts(store.messages.children(chatId, null))).toEqual(['one']);
    store.chats.setActiveLeaf(chatId, second.assistantId);
    expect(store.messages.path(chatId).at(-1)?.id).toBe(second.assistantId);
    expect(toTexts(store.messages.pathTo(first.assistantId))).toEqual(['one', 'Answer to one']);
  });

  it('are read from their newest end, and from any message back', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(500);
    expect(store.messages.newest(chatId, 3)).toEqual([]);
    let parentId: number | null = null;
    for (const text of ['one', 'two', 'three']) parentId = say(store, chatId, text, parentId).assistantId;
    const path = store.messages.some(store.messages.path(chatId).map(({ id }) => id));
    for (const count of [1, 2, 5, 6, 7]) expect(store.messages.newest(chatId, count)).toEqual(path.slice(-count));
    for (const index of [0, 1, 4, 5]) {
      const { id } = path[index] as { readonly id: number };
      expect(store.messages.before(id, 3)).toEqual(path.slice(Math.max(0, index - 3), index));
    }
    expect(store.messages.before(99, 3)).toEqual([]);
  });
});

describe('an act on the window', () => {
  it('stands at the leaf where it was made, until it is made again there', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(500);
    const first = say(store, chatId, 'one');
    const second = say(store, chatId, 'two', first.assistantId);
    const pin = { kind: 'pinned', turnId: first.userId, leafId: second.assistantId, value: true, atMs: 1 } as const;
    const start = { kind: 'start', turnId: second.userId, leafId: first.assistantId, atMs: 3 } as const;
    store.acts.set(pin);
    store.acts.set({ ...pin, kind: 'leftOut', value: false });
    store.acts.set(start);
    store.acts.set({ ...start, turnId: null, atMs: 4 });
    store.acts.set({ ...pin, value: false, atMs: 5 });
    expect(store.acts.ofChat(chatId)).toEqual([
      { ...start, turnId: null, atMs: 4 },
      { ...pin, value: false, atMs: 5 },
      { ...pin, kind: 'leftOut', value: false },
    ]);
    expect(store.acts.ofChat(chatId + 1)).toEqual([]);
  });

  it('is about a turn of its own chat, and is told when there is none', () => {
    const store = openStore(':memory:');
    const [here, elsewhere] = [store.chats.create(500), store.chats.create(500)].map((id) => say(store, id, 'Hello'));
    const act = {
      kind: 'pinned',
      turnId: here?.userId ?? 0,
      leafId: here?.assistantId ?? 0,
      value: true,
      atMs: 1,
    } as const;
    for (const wrong of [{ turnId: act.leafId }, { turnId: elsewhere?.userId ?? 0 }, { turnId: 99 }, { leafId: 99 }]) {
      expect(() => store.acts.set({ ...act, ...wrong })).toThrow('no such turn');
    }
    expect(store.acts.ofChat(1)).toEqual([]);
  });

  it('is stored with others of the same moment, or none of them is', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(500);
    const { userId, assistantId } = say(store, chatId, 'Hello');
    const act = { kind: 'pinned', turnId: userId, leafId: assistantId, value: true, atMs: 1 } as const;
    expect(() => store.acts.setAll([act, { ...act, turnId: 99 }])).toThrow('no such turn');
    expect(store.acts.ofChat(chatId)).toEqual([]);
    const leftOut = { ...act, kind: 'leftOut' } as const;
    store.acts.setAll([act, leftOut]);
    expect(store.acts.ofChat(chatId)).toEqual([act, leftOut]);
    store.acts.setAll([{ ...act, value: false }]);
    expect(store.acts.ofChat(chatId)).toEqual([{ ...act, value: false }, leftOut]);
  });
});

describe('chats', () => {
  it('are listed with the newest first, and go and come back whole', () => {
    const store = openStore(':memory:');
    const older = store.chats.create(100);
    const newer = store.chats.create(200);
    say(store, older, 'Hello');
    expect(store.chats.list().map(({ id }) => id)).toEqual([older, newer]);
    store.chats.delete(older, 3_000);
    expect(store.chats.list().map(({ id }) => id)).toEqual([newer]);
    expect(store.chats.get(older)).toBeNull();
    store.chats.restore(older);
    expect(store.messages.path(older)).toHaveLength(2);
  });

  it('that were deleted are gone after a purge, and their ids are never given again', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(100);
    const { userId, assistantId } = say(store, chatId, 'Hello');
    say(store, chatId, 'Again', assistantId);
    store.chats.delete(chatId, 200);
    expect(store.chats.deleteForGood([chatId])).toEqual([chatId]);
    expect(store.messages.get(userId)).toBeNull();
    expect(() => store.chats.restore(chatId)).toThrow(saying('not there any more'));
    expect(store.chats.create(300)).toBeGreaterThan(chatId);
  });

  it('in which nothing was said are found again', () => {
    const store = openStore(':memory:');
    expect(store.chats.findEmpty()).toBeNull();
    const chatId = store.chats.create(100);
    expect(store.chats.findEmpty()).toBe(chatId);
    say(store, chatId, 'Hello');
    expect(store.chats.findEmpty()).toBeNull();
  });

  it('keep a title that was given, and go back to their first words when it is taken away', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(100);
    expect(store.chats.rename(chatId, ' My\nchat ')).toBe('My chat');
    say(store, chatId, 'Hello there');
    expect(store.chats.get(chatId)).toMatchObject({ title: 'My chat', isTitleGiven: true });
    expect(store.chats.rename(chatId, '  ')).toBe('Hello there');
    expect(store.chats.get(chatId)?.isTitleGiven).toBe(false);
  });

  it('that are not there are told with a sentence', () => {
    const store = openStore(':memory:');
    expect(() => store.drafts.save(5, 'x')).toThrow(saying('not there any more'));
    expect(() => store.turns.begin(makeTurn(5, 'x'))).toThrow(saying('not there any more'));
  });
});

describe('what is kept', () => {
  it('may be any characters, NUL and half ones included', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(100);
    const { user } = store.turns.begin(makeTurn(chatId, 'a\0b \ud83d 🙂\r\n\ufeff'));
    expect(user.text).toBe('a\0b \ufffd 🙂\r\n\ufeff');
    store.drafts.save(chatId, '\0draft');
    expect(store.drafts.get(chatId)).toBe('\0draft');
  });

  it('is there when the store is opened again, in files that only their owner can read', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'palimpsest-store-')), 'palimpsest.sqlite');
    const before = openStore(file);
    const chatId = before.chats.create(100);
    say(before, chatId, 'Hello');
    before.settings.configureApp({ openChatId: chatId, language: 'pt-BR' });
    if (process.platform !== 'win32') {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(`${file}-wal`).mode & 0o777).toBe(0o600);
    }
    before.close();
    const after = openStore(file);
    expect(after.messages.path(chatId).map(({ text }) => text)).toEqual(['Hello', 'Answer to Hello']);
    expect(after.settings.app()).toMatchObject({ openChatId: chatId, language: 'pt-BR' });
    expect(after.settings.configureApp({ language: null })).toMatchObject({ openChatId: chatId, language: 'system' });
    after.close();
  });
});
