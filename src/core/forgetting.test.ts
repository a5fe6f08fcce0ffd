import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ForgettingTelling, SettingsChange, WindowPolicy } from '../shared/settings.ts';
import type { ChatEvent, MessageView } from '../shared/views.ts';
import type { ChangeOfTurn, TurnChange } from '../shared/window-view.ts';
import { type HeardChat, openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { turnsAfter, until } from './test-support/open-test-core.ts';
import { makeTurn, say } from './test-support/stored-turns.ts';
import { nameTurn } from './text/first-words.ts';

const question = 'What is the capital of France?';

let test: TestApplication;
let chat: HeardChat;

beforeEach(async () => {
  test = openTestApplication();
  chat = await test.newChat();
  await configure({ isGreedy: true });
});
afterEach(() => test.close());

const configure = (settings: SettingsChange<'chat'>) => test.page.call('chat.configure', { chatId: chat.id, settings });
const measure = (text: string) => test.page.call('draft.measure', { chatId: chat.id, text });
const change = (changes: readonly ChangeOfTurn[]) =>
  test.page.call('window.change', { chatId: chat.id, changes: [...changes] });
const all = (turnIds: readonly number[], what: TurnChange) => turnIds.map((turnId) => ({ turnId, change: what }));
const forgotten = (among: number[] | null = null) => test.page.call('window.forgotten', { chatId: chat.id, among });
const seenIds = () =>
  turnsAfter(chat.events)
    .filter((turn) => turn.isSeen)
    .map((turn) => turn.id);

/** Small talk until one more question would make the model forget; gives what, by the gauge. */
async function fill() {
  for (let turn = 0; turn < 40; turn++) {
    const { sending } = await measure(question);
    if (sending.type !== 'fits') return sending;
    await chat.say(question);
  }
  throw new Error('The window was never full.');
}

/** As it stands in the store alone. */
async function openAnew(): Promise<MessageView[]> {
  chat.leave();
  await until(() => test.app.chats.all().length === 0);
  chat = await test.watch(chat.id);
  const [snapshot] = chat.events;
  return snapshot?.type === 'snapshot' ? [...snapshot.chat.messages] : [];
}

function begun(): Extract<ChatEvent, { type: 'begun' }> {
  return chat.events.filter((event) => event.type === 'begun').at(-1) as Extract<ChatEvent, { type: 'begun' }>;
}

describe('what a send made the model forget', () => {
  it('is told with its answer by name, as it was named before, and is there when the chat is opened again', async () => {
    await configure({ usedWindowTokens: 128, telling: 'silent' });
    const first = await chat.say('Hello! My name is Olga.');
    const named = await fill();
    if (named.type !== 'forgets') throw new Error('Nothing would be forgotten.');
    const answer = await chat.say(question);
    expect(answer.forgot).toMatchObject({ turns: named.turns, tokens: named.forgottenTokens });
    expect(answer.forgot?.turns[0]).toMatchObject({ turnId: first.turnId, name: 'Hello! My name is Olga.' });
    expect(answer.forgot?.startTurnId).toBe(seenIds()[0]);
    expect(answer.forgot?.atMs).toBe(begun().forgetting?.atMs);
    expect(begun().messages.map((message) => message.forgot)).toEqual([null, answer.forgot]);
    const again = await openAnew();
    expect(again.at(-1)?.forgot).toEqual(answer.forgot);
    expect(again.slice(0, -1).every((message) => message.forgot === null)).toBe(true);
  });

  it('stands with each try of its own, and with no answer that forgot nothing', async () => {
    await configure({ usedWindowTokens: 128, telling: 'silent' });
    await fill();
    const answer = await chat.say(question);
    await test.page.call('turn.retry', { chatId: chat.id, turnId: answer.turnId, acceptForgetting: [] });
    const again = await chat.untilEnded();
    expect(again.id).not.toBe(answer.id);
    expect(again.forgot?.turns).toEqual(answer.forgot?.turns);
    expect((await chat.say('Hi')).forgot).toBeNull();
  });

  it('has its name where the turn itself was not read yet', async () => {
    const { store } = test.app;
    const chatId = store.chats.create(1);
    const words = 'This was said long before the newest messages.';
    const first = say(store, chatId, words);
    let parentId = first.assistantId;
    for (let turn = 0; turn < 40; turn++) parentId = say(store, chatId, `Turn ${turn}`, parentId).assistantId;
    const forgotten = [{ turnId: first.userId, tokens: 9 }];
    const { assistant } = store.turns.begin(
      makeTurn(chatId, 'The newest', { parentId, windowStartId: first.userId + 2, forgottenAtMs: 5, forgotten }),
    );
    chat = await test.watch(chatId);
    const [snapshot] = chat.events;
    const messages = snapshot?.type === 'snapshot' ? snapshot.chat.messages : [];
    expect(messages.some((message) => message.id === first.userId)).toBe(false);
    expect(messages.find((message) => message.id === assistant.id)?.forgot).toEqual({
      ...{ tokens: 9, atMs: 5, startTurnId: first.userId + 2 },
      turns: [{ turnId: first.userId, name: nameTurn(words), tokens: 9 }],
    });
  });
});

describe('bringing back', () => {
  it('makes the model know again, and is undone in one step, after which the plan is the one from before', async () => {
    await configure({ usedWindowTokens: 160, telling: 'silent' });
    await chat.say('Hello! My name is Olga.');
    await fill();
    const { forgot } = await chat.say(question);
    const lost = forgot?.turns.map((turn) => turn.turnId) ?? [];
    expect((await chat.say('What is my name?')).text).not.toContain('Olga');
    const before = { usage: await measure(question), seen: seenIds() };

    const offered = await forgotten(lost);
    expect(offered.turns.map((turn) => turn.turnId)).toEqual([...lost].reverse());
    const first = lost.slice(0, 1);
    const told = chat.events.length;
    const price = await test.page.call('window.price', { chatId: chat.id, changes: all(first, 'pin') });
    await change(all(first, 'pin'));
    await until(() => chat.events.length > told);
    expect(seenIds()).toEqual([...first, ...before.seen]);
    const after = await measure('');
    expect(after.usedTokens).toBe(price.usedTokensAfter);
    expect((await forgotten(lost)).turns.map((turn) => turn.turnId)).not.toContain(first[0]);

    await change(all(first, 'unpin'));
    await until(() => seenIds().length === before.seen.length);
    expect({ usage: await measure(question), seen: seenIds() }).toEqual(before);
    await openAnew();
    expect(await measure(question)).toEqual(before.usage);
    await change(all(first, 'pin'));
    expect((await chat.say('What is my name?')).text).toContain('Olga');
  });

  it('takes several turns in one telling, or none of them where they would not fit', async () => {
    await configure({ usedWindowTokens: 128, telling: 'silent' });
    await fill();
    await chat.say(question);
    await fill();
    await chat.say(question);
    const { turns } = await forgotten();
    expect(turns.length).toBeGreaterThan(2);
    const told = chat.events.length;
    const some = turns.slice(0, 2).map((turn) => turn.turnId);
    await change(all(some, 'pin'));
    await until(() => chat.events.length > told);
    expect(chat.events.slice(told).map((event) => event.type)).toEqual(['turns']);
    expect(seenIds()).toEqual(expect.arrayContaining(some));

    const every = turnsAfter(chat.events).map((turn) => turn.id);
    const price = await test.page.call('window.price', { chatId: chat.id, changes: all(every, 'pin') });
    expect(price.isPossible).toBe(false);
    await expect(change(all(every, 'pin'))).rejects.toMatchObject({ code: 'wouldNotFit' });
    await expect(change([...all(some, 'unpin'), { turnId: 9_999, change: 'pin' }])).rejects.toMatchObject({
      code: 'noSuchTurn',
    });
    expect(turnsAfter(chat.events).filter((turn) => turn.isPinned).length).toBe(2);
    await openAnew();
    expect(turnsAfter(chat.events).filter((turn) => turn.isPinned).length).toBe(2);
  });

  it('names what would leave for it, the kept draft counted, and ticks only what costs nothing', async () => {
    await configure({ usedWindowTokens: 128, telling: 'silent' });
    await fill();
    await chat.say(question);
    const { turns } = await forgotten();
    const ticked = turns.filter((turn) => turn.isTicked).map((turn) => turn.turnId);
    expect(ticked.length).toBeGreaterThan(0);
    expect(turns.slice(0, ticked.length).map((turn) => turn.turnId)).toEqual(ticked);
    const priceOf = () => test.page.call('window.price', { chatId: chat.id, changes: all(ticked, 'pin') });
    expect(await priceOf()).toMatchObject({ isPossible: true, leaves: [] });
    await test.page.call('draft.keep', { chatId: chat.id, text: 'Tell me a story about a boat. '.repeat(4) });
    const { leaves } = await priceOf();
    expect(leaves.length).toBeGreaterThan(0);
    expect((await forgotten()).turns.filter((turn) => turn.isTicked).length).toBeLessThan(ticked.length);
  });
});

describe('asking again with turns brought back', () => {
  async function forgetName(): Promise<{ readonly named: MessageView; readonly asked: MessageView }> {
    await configure({ usedWindowTokens: 160, telling: 'silent' });
    const named = await chat.say('Hello! My name is Olga.');
    while (seenIds().includes(named.turnId)) await chat.say(question);
    return { named, asked: await chat.say('What is my name?') };
  }
  const askAgain = (turnId: number, bringBack: number[]) =>
    test.page.call('turn.retry', { chatId: chat.id, turnId, acceptForgetting: [], bringBack });

  it('begins the new branch with them pinned: the model knows again, and the first try stays as it was', async () => {
    const { named, asked } = await forgetName();
    expect(asked.text).not.toContain('Olga');
    const price = await test.page.call('turn.retryPrice', {
      ...{ chatId: chat.id, turnId: asked.turnId, bringBack: [named.turnId] },
    });
    expect(price).toMatchObject({ isPossible: true, leaves: [] });
    expect((await askAgain(asked.turnId, [named.turnId])).type).toBe('begun');
    const again = await chat.untilEnded();
    expect(again.text).toContain('Olga');
    const { messages } = test.app.store;
    const prompt = messages.get(again.id)?.promptTurnIds ?? [];
    expect(prompt[0]).toBe(named.turnId);
    expect(messages.get(asked.id)?.promptTurnIds).not.toContain(named.turnId);
    const answerTokens = messages.get(again.id)?.tokenIds.length ?? 0;
    expect(price.usedTokensAfter).toBe((await measure('')).usedTokens - answerTokens - 1);
    expect(price.rereadTokens).toBe(price.usedTokensAfter);
    await openAnew();
    expect(turnsAfter(chat.events).find((turn) => turn.id === named.turnId)).toMatchObject({
      ...{ isPinned: true, isSeen: true },
    });
    test.app.store.chats.setActiveLeaf(chat.id, asked.id);
    await openAnew();
    expect(turnsAfter(chat.events).find((turn) => turn.id === named.turnId)?.isPinned).toBe(false);
  });

  it('shows what had been left out as well', async () => {
    const named = await chat.say('Hello! My name is Olga.');
    await change(all([named.turnId], 'leaveOut'));
    const asked = await chat.say('What is my name?');
    expect(asked.text).not.toContain('Olga');
    await askAgain(asked.turnId, [named.turnId]);
    expect((await chat.untilEnded()).text).toContain('Olga');
    await openAnew();
    expect(turnsAfter(chat.events)[0]).toMatchObject({ isPinned: true, isLeftOut: false, isSeen: true });
  });

  it('is refused where they cannot all stay, and stores nothing', async () => {
    const { asked } = await forgetName();
    const before = test.app.store.messages.path(chat.id).length;
    const every = turnsAfter(chat.events).map((turn) => turn.id);
    const others = every.filter((turnId) => turnId !== asked.turnId);
    const outcome = await askAgain(asked.turnId, others);
    expect(outcome).toMatchObject({ type: 'cannotFit', usage: { sending: { type: 'cannotFit', cause: 'pins' } } });
    await expect(askAgain(asked.turnId, [9_999])).rejects.toMatchObject({ code: 'noSuchTurn' });
    await expect(askAgain(asked.turnId, [asked.turnId])).rejects.toMatchObject({ code: 'noSuchTurn' });
    expect(test.app.store.messages.path(chat.id).length).toBe(before);
    expect(test.app.store.messages.children(chat.id, asked.turnId).length).toBe(1);
  });
});

describe('every way of telling, under every policy', () => {
  const policies: readonly WindowPolicy[] = ['dropOldest', 'keepFirst', 'neverForget'];
  const tellings: readonly ForgettingTelling[] = ['show', 'ask', 'silent'];
  const cases = policies.flatMap((policy) => tellings.map((telling) => [policy, telling] as const));

  it.each(cases)('%s, %s', async (policy, telling) => {
    await configure({ usedWindowTokens: 128, policy, telling });
    const first = await chat.say('Hello! My name is Olga.');
    const named = await fill();
    const outcome = await chat.send(question);
    if (policy === 'neverForget') {
      expect(named).toMatchObject({ type: 'cannotFit', cause: 'neverForget' });
      expect(outcome).toMatchObject({ type: 'cannotFit', usage: { sending: named } });
      await change(all([first.turnId], 'leaveOut'));
      expect((await chat.say(question)).forgot).toBeNull();
      return;
    }
    if (named.type !== 'forgets') throw new Error('Nothing would be forgotten.');
    const ids = named.turns.map((turn) => turn.turnId);
    expect(ids.includes(first.turnId)).toBe(policy === 'dropOldest');
    if (telling === 'silent') expect(outcome.type).toBe('begun');
    else {
      expect(outcome).toMatchObject({ type: 'needsChoice', usage: { sending: named } });
      expect((await chat.send(question, ids.slice(1))).type).toBe('needsChoice');
      expect((await chat.send(question, ids)).type).toBe('begun');
    }
    // However it was told before, the note afterwards stands.
    expect((await chat.untilEnded()).forgot?.turns).toEqual(named.turns);
  });

  it('never forgets when a turn is asked again either', async () => {
    await configure({ usedWindowTokens: 256, policy: 'neverForget' });
    await fill();
    const last = turnsAfter(chat.events).at(-1)?.id ?? 0;
    await configure({ usedWindowTokens: 128 });
    const outcome = await test.page.call('turn.retry', { chatId: chat.id, turnId: last, acceptForgetting: [] });
    expect(outcome).toMatchObject({ type: 'cannotFit', usage: { sending: { cause: 'neverForget' } } });
    await configure({ policy: 'dropOldest', telling: 'silent' });
    await test.page.call('turn.retry', { chatId: chat.id, turnId: last, acceptForgetting: [] });
    expect((await chat.untilEnded()).forgot?.turns.length).toBeGreaterThan(0);
  });
});

describe('a part of the model’s window', () => {
  it('is what gauge, map and limit count with, and a larger one than the model’s is all of it', async () => {
    await chat.say('Hello!');
    const inspect = () => test.page.call('cache.inspect', { chatId: chat.id });
    expect(await configure({ usedWindowTokens: 160 })).toMatchObject({ usedWindowTokens: 160, maxReplyTokens: 40 });
    expect(await measure('')).toMatchObject({ windowTokens: 160, reserveTokens: 40, limitTokens: 120 });
    expect((await inspect()).windowTokens).toBe(160);
    expect(await configure({ usedWindowTokens: 4_096 })).toMatchObject({ usedWindowTokens: null, maxReplyTokens: 96 });
    expect(await measure('')).toMatchObject({ windowTokens: 512, reserveTokens: 96, limitTokens: 416 });
    expect((await inspect()).windowTokens).toBe(512);
    await expect(configure({ usedWindowTokens: 127 })).rejects.toMatchObject({ code: 'badInput' });
  });

  it('bounds the reply: one that is set is refused above a half, and no answer is longer', async () => {
    const tooLong = configure({ usedWindowTokens: 128, maxReplyTokens: 65 });
    await expect(tooLong).rejects.toMatchObject({ code: 'replyTooLong', details: { mostTokens: 64 } });
    const endless = { isGreedy: false, temperature: 10, topK: 0, topP: 1, seed: 1 };
    await configure({ ...endless, usedWindowTokens: 128 });
    expect((await chat.say('Tell me a story.')).receipt).toMatchObject({ decodedTokens: 32, endedBy: 'length' });
    await configure({ maxReplyTokens: 200, usedWindowTokens: null });
    await configure({ usedWindowTokens: 128 });
    expect(chat.events.at(-1)).toMatchObject({ settings: { maxReplyTokens: 64 }, clampedReplyTokens: 200 });
  });

  it('may be smaller than what a chat holds: the next send forgets what was named, and goes on in it', async () => {
    for (let turn = 0; turn < 8; turn++) await chat.say(question);
    await configure({ usedWindowTokens: 128 });
    const { sending, usedTokens, limitTokens, level } = await measure('');
    expect(usedTokens).toBeGreaterThan(limitTokens);
    expect(level).toBe('over');
    if (sending.type !== 'forgets') throw new Error('Nothing would be forgotten.');
    const named = await measure('Hi');
    const accepted = named.sending.type === 'forgets' ? named.sending.turns.map((turn) => turn.turnId) : [];
    const answer = await chat.say('Hi', accepted);
    expect(answer.state).toBe('done');
    expect(answer.forgot?.turns.map((turn) => turn.turnId)).toEqual(accepted);
    expect((await measure('')).usedTokens).toBeLessThanOrEqual(limitTokens + 32);
    await configure({ usedWindowTokens: null });
    expect(await measure('')).toMatchObject({ limitTokens: 416, sending: { type: 'fits' } });
  });

  it('may have no room for the last exchange: then it says so, and without it the chat goes on', async () => {
    const endless = { isGreedy: false, temperature: 10, topK: 0, topP: 1, seed: 1, maxReplyTokens: 200 };
    await configure(endless);
    const long = await chat.say('Tell me a story.');
    await configure({ usedWindowTokens: 128, maxReplyTokens: null, isGreedy: true });
    expect(await chat.send('Hi')).toMatchObject({ type: 'cannotFit', usage: { sending: { cause: 'lastExchange' } } });
    await change(all([long.turnId], 'leaveOut'));
    expect((await chat.say('Hi')).state).toBe('done');
  });
});

describe('the warning', () => {
  it('counts what will go next as the send that passes the limit then finds it', async () => {
    await configure({ usedWindowTokens: 160, telling: 'silent' });
    let warned = (await measure('')).nextForgets;
    expect(warned).toBeNull();
    for (let turn = 0; turn < 3; turn++) await chat.say(question);
    const { limitTokens, usedTokens, nextForgets } = await measure('');
    // A draft of exactly one token more than there is room for, its end mark included.
    const word = ' a'.repeat(limitTokens + 1 - usedTokens - 1).trim();
    const over = await measure(word);
    expect(over.usedTokens + over.draftTokens).toBe(limitTokens + 1);
    if (over.sending.type !== 'forgets') throw new Error('Nothing would be forgotten.');
    expect(nextForgets).toEqual({ turns: over.sending.turns.length, tokens: over.sending.forgottenTokens });
    expect(over.nextForgets).toBeNull();
    warned = (await measure('Hi')).nextForgets;
    expect(warned).toEqual(nextForgets);
  });
});
