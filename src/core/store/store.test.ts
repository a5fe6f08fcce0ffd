import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AnsweredBy, ChatSettings, Receipt } from '../../shared/views.ts';
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
  preparedTokens: 40,
  sharedTokens: 30,
  prefilledTokens: 21,
  unreadTokens: 0,
  rereadTokens: 5,
  decodedTokens: 12,
  decodeSteps: 12,
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

const answeredBy: AnsweredBy = { modelHash: 'a1', modelName: 'mini', precision: 'fp32', device: 'cpu' };
const none = { chosenLogits: new Float32Array(0), largestLogits: new Float32Array(0) };

function makeTurn(chatId: number, text: string, given: Partial<NewTurn> = {}): NewTurn {
  const origin = { answeredBy, promptTurnIds: [], sampling, seed: 7 };
  const rest = { parentId: null, sendKey: null, windowStartId: null, forgottenAtMs: null, nowMs: 1_000, ...origin };
  return { chatId, text, tokenIds: [1, 50_256, 70_000], tokenizerHash: 'hash', ...rest, ...given };
}

/** Says something in a chat and has it answered. Returns the ids of both messages. */
function say(store: Store, chatId: number, text: string, parentId: number | null = null) {
  const { user, assistant } = store.turns.begin(makeTurn(chatId, text, { parentId }));
  store.turns.finish({
    messageId: assistant.id,
    text: `Answer to ${text}`,
    tokenIds: [7],
    chosenLogits: Float32Array.of(3.5),
    largestLogits: Float32Array.of(4.25),
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
    const ended = store.turns.finish({ ...end, ...none, receipt: odd });
    expect(ended?.receipt).toMatchObject({ tokensPerSecond: null, decodeMs: 0 });
  });

  it('end only once, and partial saves that come later change nothing', () => {
    const store = openStore(':memory:');
    const { assistantId } = say(store, store.chats.create(500), 'Hello');
    store.turns.savePartial(assistantId, 'late', [9], Float32Array.of(1), Float32Array.of(1));
    expect(store.messages.get(assistantId)?.text).toBe('Answer to Hello');
    const end = { messageId: assistantId, text: '', tokenIds: [], state: 'failed', receipt: null, nowMs: 3 } as const;
    expect(() => store.turns.finish({ ...end, ...none })).toThrow('not under way');
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
    store.turns.savePartial(partial.id, 'So far', [1, 2], Float32Array.of(1, 2), Float32Array.of(3, 4));
    expect(store.turns.recover(9_000)).toBe(2);
    expect(store.messages.get(partial.id)).toMatchObject({
      ...{ state: 'stopped', text: 'So far', tokenIds: [1, 2], failure: null, endedAtMs: 9_000 },
    });
    expect(store.messages.get(empty.id)).toMatchObject({ state: 'failed', failure: { code: 'interrupted' } });
    expect(store.turns.recover(9_001)).toBe(0);
  });
});

describe('a turn that is sent twice with one key', () => {
  it('is stored once, and found with all that came of it', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(500);
    expect(store.turns.findBySendKey(chatId, 'a key of a page')).toBeNull();
    const first = store.turns.begin(makeTurn(chatId, 'Hello', { sendKey: 'a key of a page' }));
    expect(first).toMatchObject({
      isRepeated: false,
      user: { sendKey: 'a key of a page' },
      assistant: { sendKey: null },
    });
    store.chats.saveDraft(chatId, 'Hello');
    const again = store.turns.begin(makeTurn(chatId, 'Hello', { sendKey: 'a key of a page', nowMs: 9_000 }));
    expect(again).toEqual({ ...first, isRepeated: true });
    expect(store.messages.path(chatId)).toHaveLength(2);
    expect(store.chats.get(chatId)).toMatchObject({ draft: 'Hello', updatedAtMs: 1_000 });
    expect(store.turns.findBySendKey(chatId, 'a key of a page')).toEqual({
      turnId: first.user.id,
      messageId: first.assistant.id,
    });
  });

  it('is another turn in another chat', () => {
    const store = openStore(':memory:');
    const [one, two] = [store.chats.create(500), store.chats.create(500)];
    store.turns.begin(makeTurn(one, 'Hello', { sendKey: 'a key of a page' }));
    expect(store.turns.begin(makeTurn(two, 'Hello', { sendKey: 'a key of a page' })).isRepeated).toBe(false);
  });
});

describe('a draft', () => {
  it('goes with the words that were sent, and stays when it holds others', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(500);
    store.chats.saveDraft(chatId, '  Hello\n');
    store.turns.begin(makeTurn(chatId, 'Hello'));
    expect(store.chats.get(chatId)?.draft).toBe('');
    store.chats.saveDraft(chatId, 'Typed in another tab');
    store.turns.begin(makeTurn(chatId, 'Hello'));
    expect(store.chats.get(chatId)?.draft).toBe('Typed in another tab');
    store.chats.saveDraft(chatId, 'Hello');
    store.turns.begin(makeTurn(chatId, 'Hello', { clearsDraft: false }));
    expect(store.chats.get(chatId)?.draft).toBe('Hello');
  });
});

describe('an answer', () => {
  it('has what it is made from before it is computed, so that one that fails has it too', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(500);
    const first = say(store, chatId, 'one');
    const given = { parentId: first.assistantId, promptTurnIds: [first.userId], seed: 4_294_967_295 };
    const { user, assistant } = store.turns.begin(makeTurn(chatId, 'two', given));
    const origin = { answeredBy, promptTurnIds: [first.userId, user.id], used: { sampling, seed: 4_294_967_295 } };
    expect(assistant).toMatchObject(origin);
    expect(user).toMatchObject({ answeredBy: null, promptTurnIds: null, used: null });
    const failure = { code: 'engineEnded', sentence: 'It ended.', details: { exitCode: 139, signal: 'SIGSEGV' } };
    const end = { messageId: assistant.id, text: '', tokenIds: [], ...none, receipt: null, nowMs: 3 };
    expect(store.turns.finish({ ...end, state: 'failed', failure })).toMatchObject({ ...origin, failure });
  });

  it('is told by the model that came while it waited', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(500);
    const { user, assistant } = store.turns.begin(makeTurn(chatId, 'one', { answeredBy: null }));
    expect(assistant.answeredBy).toBeNull();
    const origin = { answeredBy, promptTurnIds: [user.id], sampling: { ...sampling, topK: 1 }, seed: null };
    expect(store.turns.setOrigin(assistant.id, origin)).toBe(true);
    expect(store.messages.get(assistant.id)).toMatchObject({ answeredBy, used: { sampling: { topK: 1 }, seed: null } });
    store.turns.setOrigin(assistant.id, { ...origin, answeredBy: { ...answeredBy, modelName: 'other' } });
    expect(store.messages.get(assistant.id)?.answeredBy).toEqual({ ...answeredBy, modelName: 'other' });
    expect(store.turns.setOrigin(assistant.id + 1, origin)).toBe(false);
  });

  it('keeps the logits of each of its ids, bit by bit', () => {
    const store = openStore(':memory:');
    const { assistant } = store.turns.begin(makeTurn(store.chats.create(500), 'Hello'));
    expect(store.messages.logits(assistant.id)).toEqual(none);
    const chosenLogits = Float32Array.of(-33.125, 1e-41, Number.NaN);
    const largestLogits = Float32Array.of(Math.fround(0.1), -0, Number.NaN);
    store.turns.savePartial(assistant.id, 'So far', [1, 2, 3], chosenLogits, largestLogits);
    expect(store.messages.logits(assistant.id)).toEqual({ chosenLogits, largestLogits });
    const end = { messageId: assistant.id, text: 'So', tokenIds: [1], state: 'done', receipt: null, nowMs: 3 } as const;
    const short = { chosenLogits: chosenLogits.slice(0, 1), largestLogits: largestLogits.slice(0, 1) };
    store.turns.finish({ ...end, ...short });
    expect(store.messages.logits(assistant.id)).toEqual(short);
    expect(store.messages.logits(assistant.id + 1)).toBeNull();
  });

  it('is kept without logits when they are not one for each id', () => {
    const store = openStore(':memory:');
    const { assistant } = store.turns.begin(makeTurn(store.chats.create(500), 'Hello'));
    const end = {
      messageId: assistant.id,
      text: 'So',
      tokenIds: [1, 2],
      state: 'done',
      receipt: null,
      nowMs: 3,
    } as const;
    expect(store.turns.finish({ ...end, ...none })?.text).toBe('So');
    const unknown = Float32Array.of(Number.NaN, Number.NaN);
    expect(store.messages.logits(assistant.id)).toEqual({ chosenLogits: unknown, largestLogits: unknown });
  });

  it('of a chat that was deleted meanwhile is stored with it', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(500);
    const { assistant } = store.turns.begin(makeTurn(chatId, 'Hello'));
    store.chats.delete(chatId, 2_000);
    expect(store.chats.get(chatId)).toBeNull();
    expect(store.chats.getAny(chatId)).toMatchObject({ id: chatId, isDeleted: true, title: 'Hello' });
    const end = {
      messageId: assistant.id,
      text: 'Hi',
      tokenIds: [],
      ...none,
      state: 'done',
      receipt,
      nowMs: 3,
    } as const;
    expect(store.turns.finish(end)).toMatchObject({ state: 'done', text: 'Hi', receipt });
    store.chats.restore(chatId);
    expect(store.messages.path(chatId).map(({ text }) => text)).toEqual(['Hello', 'Hi']);
  });

  it('of a chat that was purged is gone without a fuss', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(500);
    const { assistant } = store.turns.begin(makeTurn(chatId, 'Hello'));
    store.chats.delete(chatId, 2_000);
    store.chats.purgeDeleted();
    expect(store.chats.getAny(chatId)).toBeNull();
    store.turns.savePartial(assistant.id, 'Hi', [], none.chosenLogits, none.largestLogits);
    const end = {
      messageId: assistant.id,
      text: 'Hi',
      tokenIds: [],
      ...none,
      state: 'done',
      receipt,
      nowMs: 3,
    } as const;
    expect(store.turns.finish(end)).toBeNull();
  });
});

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
