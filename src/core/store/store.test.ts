import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ChatSettings } from '../../shared/settings.ts';
import { makeTurn, sampling, say } from '../test-support/stored-turns.ts';
import { openStore } from './store.ts';

describe('every chat and message', () => {
  it('has a name of its own that no other database gives', () => {
    const store = openStore(':memory:');
    const ids = [store.chats.create(500), store.chats.create(500)];
    for (const id of ids) say(store, id, 'Hello');
    const uids = ids.flatMap((id) => [store.chats.get(id)?.uid, ...store.messages.path(id).map(({ uid }) => uid)]);
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

  it('remember what was decided of each turn', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(500);
    const first = say(store, chatId, 'one');
    const second = say(store, chatId, 'two', first.assistantId);
    store.messages.setPinned(first.userId, true);
    store.messages.setLeftOut(second.userId, true);
    store.messages.setWindowStart(second.userId, second.userId, 7_000);
    expect(store.messages.get(first.userId)).toMatchObject({ isPinned: true, isLeftOut: false, windowStartId: null });
    expect(store.messages.get(second.userId)).toMatchObject({
      ...{ isPinned: false, isLeftOut: true, windowStartId: second.userId, forgottenAtMs: 7_000 },
    });
    expect(() => store.messages.setPinned(first.assistantId, true)).toThrow('no such turn');
    store.messages.reencode(first.userId, [3, 4], 'other');
    expect(store.messages.get(first.userId)).toMatchObject({ tokenIds: [3, 4], tokenizerHash: 'other' });
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
    expect(store.chats.purgeDeleted()).toBe(1);
    expect(store.messages.get(userId)).toBeNull();
    expect(() => store.chats.restore(chatId)).toThrow('not there any more');
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

  it('hold only the settings that were set', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(100);
    expect(store.chats.get(chatId)?.settings).toEqual({});
    expect(store.chats.configure(chatId, { topK: 0, isGreedy: false, seed: 7 })).toEqual({
      topK: 0,
      isGreedy: false,
      seed: 7,
    });
    expect(store.chats.configure(chatId, { seed: null, topP: undefined })).toEqual({ topK: 0, isGreedy: false });
    expect(store.chats.configure(chatId, { ...sampling, seed: 0 })).toEqual({ ...sampling, seed: 0 });
  });

  it("go back to the model's own in each setting that is set to null", () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(100);
    const all = { ...sampling, seed: 3 };
    for (const name of Object.keys(all) as (keyof ChatSettings)[]) {
      store.chats.configure(chatId, all);
      const { [name]: _, ...rest } = all;
      expect(store.chats.configure(chatId, { [name]: null }), name).toEqual(rest);
    }
    expect(store.chats.configure(chatId, Object.fromEntries(Object.keys(all).map((name) => [name, null])))).toEqual({});
  });

  it('that are not there are told with a sentence', () => {
    const store = openStore(':memory:');
    expect(() => store.chats.saveDraft(5, 'x')).toThrow('not there any more');
    expect(() => store.turns.begin(makeTurn(5, 'x'))).toThrow('not there any more');
  });
});

describe('what is kept', () => {
  it('may be any characters, NUL and half ones included', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(100);
    const { user } = store.turns.begin(makeTurn(chatId, 'a\0b \ud83d 🙂\r\n\ufeff'));
    expect(user.text).toBe('a\0b \ufffd 🙂\r\n\ufeff');
    store.chats.saveDraft(chatId, '\0draft');
    expect(store.chats.get(chatId)?.draft).toBe('\0draft');
  });

  it('is there when the store is opened again, in files that only their owner can read', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'palimpsest-store-')), 'palimpsest.sqlite');
    const before = openStore(file);
    const chatId = before.chats.create(100);
    say(before, chatId, 'Hello');
    before.settings.set('openChat', String(chatId));
    if (process.platform !== 'win32') {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(statSync(`${file}-wal`).mode & 0o777).toBe(0o600);
    }
    before.close();
    const after = openStore(file);
    expect(after.messages.path(chatId).map(({ text }) => text)).toEqual(['Hello', 'Answer to Hello']);
    expect(after.settings.get('openChat')).toBe(String(chatId));
    after.settings.set('openChat', null);
    expect(after.settings.get('openChat')).toBeNull();
    after.close();
  });
});
