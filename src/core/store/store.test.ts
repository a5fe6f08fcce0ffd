import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ChatSettings, Receipt } from '../../shared/views.ts';
import { openStore, type Store } from './store.ts';
import type { NewTurn } from './turns.ts';

const sampling: ChatSettings = {
  isGreedy: false,
  temperature: 0.8,
  topK: 40,
  topP: 0.95,
  repetitionPenalty: 1.1,
  seed: null,
  maxReplyTokens: 96,
  stopTexts: ['\n', 'You:'],
  policy: 'dropOldest',
  asksBeforeForgetting: true,
};

const receipt: Receipt = {
  reusedTokens: 350,
  prefilledTokens: 21,
  decodedTokens: 12,
  prefillMs: 4.5,
  firstTokenMs: 6.25,
  decodeMs: 33.5,
  tokensPerSecond: 358.2,
  provider: 'cpu',
  precision: 'fp32',
  sampling,
  seed: 4_294_967_295,
  cacheTokens: 383,
  cacheBytes: 3_137_536,
  cacheHeldBytes: 4_194_304,
  lostTokens: 7,
  lostBecause: 'windowMoved',
  endedBy: 'endToken',
};

function makeTurn(chatId: number, text: string, given: Partial<NewTurn> = {}): NewTurn {
  const rest = { parentId: null, windowStartId: null, forgottenAtMs: null, nowMs: 1_000 };
  return { chatId, text, tokenIds: [1, 50_256, 70_000], tokenizerHash: 'hash', ...rest, ...given };
}

/** Says something in a chat and has it answered. Returns the ids of both messages. */
function say(store: Store, chatId: number, text: string, parentId: number | null = null) {
  const { user, assistant } = store.turns.begin(makeTurn(chatId, text, { parentId }));
  store.turns.finish({
    messageId: assistant.id,
    text: `Answer to ${text}`,
    tokenIds: [7],
    state: 'done',
    receipt,
    nowMs: 2_000,
  });
  return { userId: user.id, assistantId: assistant.id };
}

describe('turns', () => {
  it('begin with the words, an empty answer, a title and an empty draft, in one step', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(500);
    store.chats.saveDraft(chatId, 'My name is Ada.');
    const { user, assistant } = store.turns.begin(makeTurn(chatId, 'My name is Ada.'));
    expect(user).toMatchObject({ role: 'user', text: 'My name is Ada.', state: 'done', turnId: user.id });
    expect(user.tokenIds).toEqual([1, 50_256, 70_000]);
    expect(assistant).toMatchObject({
      role: 'assistant',
      text: '',
      state: 'streaming',
      turnId: user.id,
      receipt: null,
    });
    const chat = store.chats.get(chatId);
    expect(chat).toMatchObject({ title: 'My name is Ada.', draft: '', activeLeafId: assistant.id, updatedAtMs: 1_000 });
  });

  it('end with all figures of their receipt', () => {
    const store = openStore(':memory:');
    const { assistantId } = say(store, store.chats.create(500), 'Hello');
    expect(store.messages.get(assistantId)).toMatchObject({ state: 'done', endedAtMs: 2_000, tokenIds: [7], receipt });
  });

  it('keep an answer even when a figure of its receipt is no number', () => {
    const store = openStore(':memory:');
    const { assistant } = store.turns.begin(makeTurn(store.chats.create(500), 'Hello'));
    const odd = { ...receipt, tokensPerSecond: Number.NaN, decodeMs: Number.POSITIVE_INFINITY };
    const end = { messageId: assistant.id, text: 'Hi', tokenIds: [], state: 'done', nowMs: 1 } as const;
    expect(store.turns.finish({ ...end, receipt: odd }).receipt).toMatchObject({ tokensPerSecond: 0, decodeMs: 0 });
  });

  it('end only once, and partial saves that come later change nothing', () => {
    const store = openStore(':memory:');
    const { assistantId } = say(store, store.chats.create(500), 'Hello');
    store.turns.savePartial(assistantId, 'late', [9]);
    expect(store.messages.get(assistantId)?.text).toBe('Answer to Hello');
    const end = { messageId: assistantId, text: '', tokenIds: [], state: 'failed', receipt: null, nowMs: 3 } as const;
    expect(() => store.turns.finish(end)).toThrow('not under way');
  });

  it('follow an answer of their own chat only', () => {
    const store = openStore(':memory:');
    const { userId, assistantId } = say(store, store.chats.create(500), 'Hello');
    const otherId = store.chats.create(600);
    expect(() => store.turns.begin(makeTurn(otherId, 'x', { parentId: assistantId }))).toThrow('no answer of chat');
    expect(() => store.turns.begin(makeTurn(otherId - 1, 'x', { parentId: userId }))).toThrow('no answer of chat');
    expect(store.chats.get(otherId)?.activeLeafId).toBeNull();
  });

  it('that a crash cut off are stopped where they were, or failed when nothing was said', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(500);
    const partial = store.turns.begin(makeTurn(chatId, 'one')).assistant;
    const empty = store.turns.begin(makeTurn(chatId, 'two')).assistant;
    store.turns.savePartial(partial.id, 'So far', [1, 2]);
    expect(store.turns.recover(9_000)).toBe(2);
    expect(store.messages.get(partial.id)).toMatchObject({
      ...{ state: 'stopped', text: 'So far', tokenIds: [1, 2], failure: null, endedAtMs: 9_000 },
    });
    expect(store.messages.get(empty.id)).toMatchObject({ state: 'failed', failure: { code: 'interrupted' } });
    expect(store.turns.recover(9_001)).toBe(0);
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
