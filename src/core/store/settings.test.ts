import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { initialSettings } from '../../shared/settings.ts';
import { saying } from '../../shared/test-support/saying.ts';
import { sampling } from '../test-support/stored-turns.ts';
import { openStore } from './store.ts';

function openWithOther() {
  const file = join(mkdtempSync(join(tmpdir(), 'palimpsest-settings-')), 'palimpsest.sqlite');
  const store = openStore(file);
  const chatId = store.chats.create(100);
  return { store, chatId, other: new Database(file) };
}

describe('settings of a chat', () => {
  it('are only those that were set', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(100);
    expect(store.settings.ofChat(chatId)).toEqual({});
    const set = { topK: 0, isGreedy: false, seed: 7 };
    expect(store.settings.configureChat(chatId, set)).toEqual(set);
    const change = { seed: null, topP: undefined };
    expect(store.settings.configureChat(chatId, change)).toEqual({ topK: 0, isGreedy: false });
    const all = { ...sampling, seed: 0, usedWindowTokens: 128 };
    expect(store.settings.configureChat(chatId, all)).toEqual(all);
    expect(store.settings.ofChat(store.chats.create(100))).toEqual({});
    expect(store.settings.app()).toEqual(initialSettings('app'));
  });

  it("go back to the model's own, each that is set to null", () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(100);
    const all = { ...sampling, seed: 3, usedWindowTokens: 256 };
    for (const name of Object.keys(all) as (keyof typeof all)[]) {
      store.settings.configureChat(chatId, all);
      const { [name]: _, ...rest } = all;
      expect(store.settings.configureChat(chatId, { [name]: null }), name).toEqual(rest);
    }
    const none = Object.fromEntries(Object.keys(all).map((name) => [name, null]));
    expect(store.settings.configureChat(chatId, none)).toEqual({});
  });

  it('hold no half characters', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(100);
    expect(store.settings.configureChat(chatId, { stopTexts: ['\ud83d', '🙂\0'] })).toEqual({
      stopTexts: ['\ufffd', '🙂\0'],
    });
  });

  it('are not kept for a chat that is not there', () => {
    const store = openStore(':memory:');
    expect(() => store.settings.configureChat(5, { topK: 1 })).toThrow(saying('not there any more'));
  });
});

describe('settings of the app', () => {
  it('are as they are to begin with until they are set', () => {
    const { store } = openWithOther();
    const initial = {
      ...{
        language: 'system',
        modelId: null,
        device: 'auto',
        openChatId: null,
        deletedKeptDays: 30,
        chatOrder: 'used',
        receiptDetails: 'newest',
        tellsWhyUnknown: true,
      },
      ...{ isSidebarFolded: false, isInspectorFolded: false, hubAddress: 'https://huggingface.co' },
    };
    expect(store.settings.app()).toEqual(initial);
    expect(store.settings.configureApp({ language: 'pt-BR' })).toEqual({ ...initial, language: 'pt-BR' });
    const all = {
      ...({
        modelId: 'some-model',
        device: 'webgpu',
        openChatId: 7,
        deletedKeptDays: 0,
        chatOrder: 'title',
        receiptDetails: 'always',
        tellsWhyUnknown: false,
      } as const),
      ...{ isSidebarFolded: true, isInspectorFolded: true, hubAddress: 'https://mirror.example' },
    };
    expect(store.settings.configureApp(all)).toEqual({ ...all, language: 'pt-BR' });
    expect(store.settings.configureApp({ language: null })).toEqual({ ...all, language: 'system' });
    store.close();
  });
});

describe('a stored value that its setting does not take', () => {
  it.each([
    ['language', '7'],
    ['language', '"no language at all!"'],
    ['openChatId', '-1'],
    ['openChatId', '{"id":1}'],
    ['aSettingOfLater', 'true'],
    ['__proto__', '{"openChatId":3}'],
    ['topK', '3'],
    ['deletedKeptDays', '8'],
    ['receiptDetails', '"sometimes"'],
    ['tellsWhyUnknown', '1'],
  ])('counts as not set: %s of the app is %s', (name, value) => {
    const { store, other } = openWithOther();
    other.prepare('INSERT INTO settings (name, value) VALUES (?, ?)').run(name, value);
    expect(store.settings.app()).toEqual(initialSettings('app'));
    store.settings.configureApp({ language: 'de', openChatId: 2 });
    expect(store.settings.app()).toEqual({ ...initialSettings('app'), language: 'de', openChatId: 2 });
  });

  it.each([
    ['isGreedy', '1'],
    ['temperature', '0'],
    ['topK', '1.5'],
    ['topP', 'null'],
    ['seed', '4294967296'],
    ['stopTexts', '["a",""]'],
    ['policy', '"stopAndAsk"'],
    ['telling', '"another"'],
    ['usedWindowTokens', '127'],
    ['toString', '1'],
    ['language', '"de"'],
  ])('counts as not set: %s of a chat is %s', (name, value) => {
    const { store, chatId, other } = openWithOther();
    store.settings.configureChat(chatId, { maxReplyTokens: 5 });
    other.prepare('INSERT INTO settings (chat_id, name, value) VALUES (?, ?, ?)').run(chatId, name, value);
    expect(store.settings.ofChat(chatId)).toEqual({ maxReplyTokens: 5 });
  });
});
