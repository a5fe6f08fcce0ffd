import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ForgettingTelling, WindowPolicy } from '../shared/settings.ts';
import type { ChatEvent } from '../shared/views.ts';
import { makeTurn, say } from './test-support/stored-turns.ts';
import { all, smallTalk, WindowChat } from './test-support/window-chat.ts';
import { nameTurn } from './text/first-words.ts';

let window: WindowChat;

beforeEach(async () => {
  window = await WindowChat.open();
});
afterEach(() => window.test.close());

function begun(): Extract<ChatEvent, { type: 'begun' }> {
  return window.chat.events.filter((event) => event.type === 'begun').at(-1) as Extract<ChatEvent, { type: 'begun' }>;
}

describe('what a send made the model forget', () => {
  it('is told with its answer by name, as it was named before, and is there when the chat is opened again', async () => {
    await window.configure({ usedWindowTokens: 128, telling: 'silent' });
    const first = await window.chat.say('Hello! My name is Olga.');
    const named = await window.fill();
    if (named.type !== 'forgets') throw new Error('Nothing would be forgotten.');
    const answer = await window.chat.say(smallTalk);
    expect(answer.forgot).toMatchObject({ turns: named.turns, tokens: named.forgottenTokens });
    expect(answer.forgot?.turns[0]).toMatchObject({ turnId: first.turnId, name: 'Hello! My name is Olga.' });
    expect(answer.forgot?.startTurnId).toBe(window.seenIds()[0]);
    expect(answer.forgot?.atMs).toBe(begun().forgetting?.atMs);
    expect(begun().messages.map((message) => message.forgot)).toEqual([undefined, answer.forgot]);
    const again = await window.openAnew();
    expect(again.at(-1)?.forgot).toEqual(answer.forgot);
    expect(again.slice(0, -1).every((message) => message.forgot === undefined)).toBe(true);
  });

  it('stands with each try of its own, and with no answer that forgot nothing', async () => {
    await window.configure({ usedWindowTokens: 128, telling: 'silent' });
    await window.fill();
    const answer = await window.chat.say(smallTalk);
    await window.retry(answer.turnId);
    const again = await window.chat.untilEnded();
    expect(again.id).not.toBe(answer.id);
    expect(again.forgot?.turns).toEqual(answer.forgot?.turns);
    expect((await window.chat.say('Hi')).forgot).toBeUndefined();
  });

  it('has its name where the turn itself was not read yet', async () => {
    const { store } = window.test.app;
    const chatId = store.chats.create(1);
    const words = 'This was said long before the newest messages.';
    const first = say(store, chatId, words);
    let parentId = first.assistantId;
    for (let turn = 0; turn < 40; turn++) parentId = say(store, chatId, `Turn ${turn}`, parentId).assistantId;
    const forgotten = [{ turnId: first.userId, tokens: 9 }];
    const { assistant } = store.turns.begin(
      makeTurn(chatId, 'The newest', { parentId, windowStartId: first.userId + 2, forgottenAtMs: 5, forgotten }),
    );
    const [snapshot] = (await window.test.watch(chatId)).events;
    const messages = snapshot?.type === 'snapshot' ? snapshot.chat.messages : [];
    expect(messages.some((message) => message.id === first.userId)).toBe(false);
    expect(messages.find((message) => message.id === assistant.id)?.forgot).toEqual({
      ...{ tokens: 9, atMs: 5, startTurnId: first.userId + 2 },
      turns: [{ turnId: first.userId, name: nameTurn(words), tokens: 9 }],
    });
  });
});

describe('every way of telling, under every policy', () => {
  const policies: readonly WindowPolicy[] = ['dropOldest', 'keepFirst', 'neverForget'];
  const tellings: readonly ForgettingTelling[] = ['show', 'ask', 'silent'];
  const cases = policies.flatMap((policy) => tellings.map((telling) => [policy, telling] as const));

  it.each(cases)('%s, %s', async (policy, telling) => {
    await window.configure({ usedWindowTokens: 128, policy, telling });
    const first = await window.chat.say('Hello! My name is Olga.');
    const named = await window.fill();
    const outcome = await window.chat.send(smallTalk);
    if (policy === 'neverForget') {
      expect(named).toMatchObject({ type: 'cannotFit', cause: 'neverForget' });
      expect(outcome).toMatchObject({ type: 'cannotFit', usage: { sending: named } });
      await window.change(all([first.turnId], 'leaveOut'));
      expect((await window.chat.say(smallTalk)).forgot).toBeUndefined();
      return;
    }
    if (named.type !== 'forgets') throw new Error('Nothing would be forgotten.');
    const ids = named.turns.map((turn) => turn.turnId);
    expect(ids.includes(first.turnId)).toBe(policy === 'dropOldest');
    if (telling === 'silent') expect(outcome.type).toBe('begun');
    else {
      expect(outcome).toMatchObject({ type: 'needsChoice', usage: { sending: named } });
      expect((await window.chat.send(smallTalk, ids.slice(1))).type).toBe('needsChoice');
      expect((await window.chat.send(smallTalk, ids)).type).toBe('begun');
    }
    // However it was told before, the note afterwards stands.
    expect((await window.chat.untilEnded()).forgot?.turns).toEqual(named.turns);
  });

  it('never forgets when a turn is asked again either', async () => {
    await window.configure({ usedWindowTokens: 256, policy: 'neverForget' });
    await window.fill();
    const last = window.turns().at(-1)?.id ?? 0;
    await window.configure({ usedWindowTokens: 128 });
    const outcome = await window.retry(last);
    expect(outcome).toMatchObject({ type: 'cannotFit', usage: { sending: { cause: 'neverForget' } } });
    await window.configure({ policy: 'dropOldest', telling: 'silent' });
    await window.retry(last);
    expect((await window.chat.untilEnded()).forgot?.turns.length).toBeGreaterThan(0);
  });
});

describe('the warning', () => {
  it('counts what will go next as the send that passes the limit then finds it', async () => {
    await window.configure({ usedWindowTokens: 160, telling: 'silent' });
    let warned = (await window.measure('')).nextForgets;
    expect(warned).toBeNull();
    for (let turn = 0; turn < 3; turn++) await window.chat.say(smallTalk);
    const { limitTokens, usedTokens, nextForgets } = await window.measure('');
    // A draft of exactly one token more than there is room for, its end mark included.
    const word = ' a'.repeat(limitTokens + 1 - usedTokens - 1).trim();
    const over = await window.measure(word);
    expect(over.usedTokens + over.draftTokens).toBe(limitTokens + 1);
    if (over.sending.type !== 'forgets') throw new Error('Nothing would be forgotten.');
    expect(nextForgets).toEqual({ turns: over.sending.turns.length, tokens: over.sending.forgottenTokens });
    expect(over.nextForgets).toBeNull();
    warned = (await window.measure('Hi')).nextForgets;
    expect(warned).toEqual(nextForgets);
  });
});
