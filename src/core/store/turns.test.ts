import { describe, expect, it } from 'vitest';
import { answeredBy, makeTurn, none, receipt, sampling, say } from '../test-support/stored-turns.ts';
import { openStore } from './store.ts';

/** What is told of the receipt. */
const { sampling: _sampling, ...told } = receipt;

describe('turns', () => {
  it('begin with the words, an empty answer, a title and an empty draft, in one step', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(500);
    store.drafts.save(chatId, 'My name is Ada.');
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
    expect(chat).toMatchObject({ title: 'My name is Ada.', activeLeafId: assistant.id, updatedAtMs: 1_000 });
    expect(store.drafts.get(chatId)).toBe('');
  });

  it('end with all figures of their receipt', () => {
    const store = openStore(':memory:');
    const { assistantId } = say(store, store.chats.create(500), 'Hello');
    expect(store.messages.get(assistantId)).toMatchObject({
      state: 'done',
      endedAtMs: 2_000,
      tokenIds: [7],
      receipt: told,
    });
    expect(store.messages.get(assistantId)?.used).toEqual({ sampling, seed: receipt.seed });
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
    store.drafts.save(chatId, 'Hello');
    const again = store.turns.begin(makeTurn(chatId, 'Hello', { sendKey: 'a key of a page', nowMs: 9_000 }));
    expect(again).toEqual({ ...first, isRepeated: true });
    expect(store.messages.path(chatId)).toHaveLength(2);
    expect(store.drafts.get(chatId)).toBe('Hello');
    expect(store.chats.get(chatId)?.updatedAtMs).toBe(1_000);
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

describe('a turn that is asked again', () => {
  const more = { windowStartId: 1, forgottenAtMs: 7_000 };

  it('has one more answer beside the others, and nothing else of it is stored', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(500);
    const first = say(store, chatId, 'one');
    const second = say(store, chatId, 'two', first.assistantId);
    store.drafts.save(chatId, 'three');
    const again = { again: second.userId, parentId: 99, sendKey: 'a key of a page', tokenIds: [9], nowMs: 5_000 };
    const begun = store.turns.begin(makeTurn(chatId, 'three', { ...again, ...more, promptTurnIds: [first.userId] }));
    expect(store.messages.get(second.userId)).toMatchObject(begun.user);
    expect(begun.user).toMatchObject({ text: 'two', parentId: first.assistantId, sendKey: null, windowStartId: null });
    expect(begun.assistant).toMatchObject({
      ...{ state: 'streaming', parentId: second.userId, turnId: second.userId, ...more },
    });
    expect(store.messages.promptTurnIds(begun.assistant.id)).toEqual([first.userId, second.userId]);
    const answerIds = store.messages.children(chatId, second.userId).map(({ id }) => id);
    expect(answerIds).toEqual([second.assistantId, begun.assistant.id]);
    expect(store.messages.path(chatId).at(-1)).toMatchObject(begun.assistant);
    expect(store.messages.pathTo(second.assistantId)).toHaveLength(4);
    expect(store.drafts.get(chatId)).toBe('three');
    expect(store.chats.get(chatId)).toMatchObject({ title: 'one', updatedAtMs: 5_000 });
  });

  it('is a question of its own chat', () => {
    const store = openStore(':memory:');
    const { userId, assistantId } = say(store, store.chats.create(500), 'Hello');
    const otherId = store.chats.create(600);
    expect(() => store.turns.begin(makeTurn(otherId, '', { again: userId }))).toThrow('no question of chat');
    expect(() => store.turns.begin(makeTurn(otherId - 1, '', { again: assistantId }))).toThrow('no question of chat');
    expect(store.messages.children(otherId - 1, userId)).toHaveLength(1);
  });

  it('begins with what was decided of the window, stored at its answer', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(500);
    const first = say(store, chatId, 'one');
    const second = say(store, chatId, 'two', first.assistantId);
    const pinned = { kind: 'pinned', turnId: first.userId, value: true } as const;
    const start = { kind: 'start', turnId: second.userId } as const;
    const { assistant } = store.turns.begin(makeTurn(chatId, '', { again: second.userId, acts: [pinned, start] }));
    const here = { leafId: assistant.id, atMs: 1_000 };
    expect(store.acts.ofChat(chatId)).toEqual([
      { ...pinned, ...here },
      { ...start, ...here },
    ]);
    const wrong = makeTurn(chatId, 'three', { parentId: assistant.id, acts: [{ ...pinned, turnId: 99 }] });
    expect(() => store.turns.begin(wrong)).toThrow('no such turn');
    expect(store.messages.path(chatId).at(-1)).toMatchObject(assistant);
  });
});

describe('a draft', () => {
  it('goes with the words that were sent, and stays when it holds others', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(500);
    store.drafts.save(chatId, '  Hello\n');
    store.turns.begin(makeTurn(chatId, 'Hello'));
    expect(store.drafts.get(chatId)).toBe('');
    store.drafts.save(chatId, 'Typed in another tab');
    store.turns.begin(makeTurn(chatId, 'Hello'));
    expect(store.drafts.get(chatId)).toBe('Typed in another tab');
    store.drafts.save(chatId, 'Hello');
    store.turns.begin(makeTurn(chatId, 'Hello', { clearsDraft: false }));
    expect(store.drafts.get(chatId)).toBe('Hello');
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
    expect(store.messages.get(assistant.id)).toMatchObject(origin);
    expect(store.messages.get(user.id)).toMatchObject({ answeredBy: null, promptTurnIds: null, used: null });
    const failure = { code: 'diskFull', details: { file: 'a.sqlite', neededBytes: 139 } } as const;
    const end = { messageId: assistant.id, text: '', tokenIds: [], ...none, receipt: null, nowMs: 3 };
    expect(store.turns.finish({ ...end, state: 'failed', failure })).toMatchObject({ answeredBy, failure });
    expect(store.messages.get(assistant.id)).toMatchObject({ ...origin, failure });
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
    expect(store.turns.finish(end)).toMatchObject({ state: 'done', text: 'Hi', receipt: told });
    store.chats.restore(chatId);
    expect(store.messages.path(chatId).map(({ text }) => text)).toEqual(['Hello', 'Hi']);
  });

  it('of a chat that was purged is gone without a fuss', () => {
    const store = openStore(':memory:');
    const chatId = store.chats.create(500);
    const { assistant } = store.turns.begin(makeTurn(chatId, 'Hello'));
    store.chats.delete(chatId, 2_000);
    store.chats.deleteForGood([chatId]);
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
