import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MessageView } from '../shared/views.ts';
import { type HeardChat, openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { until } from './test-support/open-test-core.ts';

let test: TestApplication;
let chat: HeardChat;

beforeEach(async () => {
  test = openTestApplication();
  chat = await test.newChat();
});
afterEach(() => test.close());

const configure = (settings: Parameters<typeof test.page.call<'chat.configure'>>[1]['settings']) =>
  test.page.call('chat.configure', { chatId: chat.id, settings });
const askToContinue = (turnId: number, acceptForgetting: readonly number[] = []) =>
  test.page.call('turn.continue', { chatId: chat.id, turnId, acceptForgetting: [...acceptForgetting] });
async function goOn(answer: MessageView): Promise<MessageView> {
  expect((await askToContinue(answer.turnId)).type).toBe('begun');
  return chat.untilEnded();
}
const stored = (message: MessageView) => {
  const found = test.app.store.messages.get(message.id);
  if (!found) throw new Error('It is not stored.');
  return found;
};
/** Nearly all tokens are as likely: it does not find its end. */
const endless = { isGreedy: false, temperature: 10, topK: 0, topP: 1, seed: 1, maxReplyTokens: 256 };
async function stopInTheMiddle(text: string): Promise<MessageView> {
  const textsBefore = chat.events.filter((event) => event.type === 'text').length;
  await chat.send(text);
  await until(() => chat.events.filter((event) => event.type === 'text').length > textsBefore);
  await test.page.call('turn.stop', { chatId: chat.id });
  return chat.untilEnded();
}

describe('going on with an answer', () => {
  it('that ended at the maximum says what a longer maximum would have let it say', async () => {
    const story = 'Tell me a story about a boat.';
    await configure({ maxReplyTokens: 48 });
    const whole = await chat.say(story);
    chat = await test.newChat();
    await configure({ maxReplyTokens: 12 });
    const first = await chat.say(story);
    expect(first.receipt).toMatchObject({ endedBy: 'length', takenOverTokens: 0, decodedTokens: 12 });
    const second = await goOn(first);
    expect(second.receipt).toMatchObject({ takenOverTokens: 12, decodedTokens: 12, endedBy: 'length' });
    const third = await goOn(second);
    expect(third.receipt?.takenOverTokens).toBe(24);
    expect(stored(third).tokenIds).toEqual(stored(whole).tokenIds.slice(0, 36));
    expect(whole.text.startsWith(third.text.replace(/\ufffd+$/, ''))).toBe(true);
    expect(third.text.startsWith(second.text) && second.text.startsWith(first.text)).toBe(true);
    const { messages } = test.app.store;
    expect(messages.children(chat.id, first.turnId).map(({ id }) => id)).toEqual([first.id, second.id, third.id]);
    const [before, after] = [messages.logits(second.id), messages.logits(third.id)];
    expect(after?.chosenLogits.slice(0, 24)).toEqual(before?.chosenLogits);
    expect([...(after?.largestLogits ?? [])].every(Number.isFinite)).toBe(true);
  });

  it('reads nothing again but the one token that always runs', async () => {
    await configure({ maxReplyTokens: 12 });
    const first = await chat.say('Tell me a story about a boat.');
    const { receipt } = await goOn(first);
    expect(receipt).toMatchObject({ prefilledTokens: 1, unreadTokens: 0, rereadTokens: 0 });
  });

  it('that was stopped has the old words at once, for those who watch and for those who come', async () => {
    await configure(endless);
    const first = await stopInTheMiddle('Hello!');
    expect(first).toMatchObject({ state: 'stopped', receipt: { endedBy: 'user' } });
    await askToContinue(first.turnId);
    const begun = chat.events.filter((event) => event.type === 'begun').at(-1);
    const shown = first.text.replace(/\ufffd+$/, '');
    expect(begun?.messages.map(({ text }) => text)).toEqual([shown]);
    const fresh = await test.watch(chat.id);
    const [snapshot] = fresh.events;
    const newest = snapshot?.type === 'snapshot' ? snapshot.chat.messages.at(-1) : undefined;
    expect(newest?.text.startsWith(shown)).toBe(true);
    await test.page.call('turn.stop', { chatId: chat.id });
    const second = await chat.untilEnded();
    const tokens = stored(first).tokenIds;
    expect(stored(second).tokenIds.slice(0, tokens.length)).toEqual(tokens);
  });

  it('leaves the old words where the end of the process comes in between', async () => {
    await configure(endless);
    const first = await stopInTheMiddle('Hello!');
    const { messages, turns } = test.app.store;
    const { text, tokenIds, tokenizerHash } = stored(first);
    const { chosenLogits, largestLogits } = messages.logits(first.id) ?? {};
    if (!chosenLogits || !largestLogits) throw new Error('No logits are stored.');
    const { assistant } = turns.begin({
      ...{ chatId: chat.id, parentId: null, again: first.turnId, acts: [], text: '', tokenIds: [], tokenizerHash },
      ...{ sendKey: null, promptTurnIds: [], answeredBy: null, sampling: test.app.chats.known(chat.id)?.settings() },
      ...{ seed: 1, windowStartId: null, forgottenAtMs: null, forgotten: [], nowMs: Date.now() },
      takenOver: { text, tokenIds, chosenLogits, largestLogits },
    } as Parameters<typeof turns.begin>[0]);
    expect(turns.recover(Date.now())).toBe(1);
    expect(messages.get(assistant.id)).toMatchObject({ state: 'stopped', text, tokenIds });
    expect(messages.logits(assistant.id)).toEqual({ chosenLogits, largestLogits });
  });

  it('is refused where it came to its end, has no words, or is not the last', async () => {
    const first = await chat.say('Hello! My name is Ada.');
    expect(first.receipt?.endedBy).toBe('endToken');
    await expect(askToContinue(first.turnId)).rejects.toMatchObject({ code: 'nothingToContinue' });
    await chat.say('Hello!');
    await expect(askToContinue(first.turnId)).rejects.toMatchObject({ code: 'notTheLastTurn' });
  });

  it('asks before anything is forgotten for it, and forgets what was accepted', async () => {
    await configure({ usedWindowTokens: 128, maxReplyTokens: 30 });
    await chat.say('Hello! My name is Ada.');
    const before = await chat.say('Hello!');
    await configure({ ...endless, maxReplyTokens: 30 });
    let last: MessageView = await chat.say('Tell me a story about a boat.');
    let outcome = await askToContinue(last.turnId);
    for (let step = 0; step < 4 && outcome.type === 'begun'; step++) {
      last = await chat.untilEnded();
      outcome = await askToContinue(last.turnId);
    }
    if (outcome.type !== 'needsChoice' || outcome.usage.sending.type !== 'forgets') throw new Error(outcome.type);
    const tokens = last.tokenCount;
    expect(outcome.usage.draftTokens).toBeGreaterThan(tokens);
    const accepted = outcome.usage.sending.turns.map(({ turnId }) => turnId);
    expect((await askToContinue(last.turnId, accepted)).type).toBe('begun');
    const next = await chat.untilEnded();
    expect(next.forgot?.turns.map(({ turnId }) => turnId)).toEqual(accepted);
    expect(next.receipt).toMatchObject({ takenOverTokens: tokens, lostBecause: 'windowMoved' });
    expect(stored(next).promptTurnIds).toEqual([before.turnId, next.turnId]);
  });

  it('counts as said what it takes over, as an answer does that is not broken off', async () => {
    await configure({ maxReplyTokens: 36, repetitionPenalty: 1.6 });
    const whole = await chat.say('Tell me a story about a boat.');
    chat = await test.newChat();
    await configure({ maxReplyTokens: 18, repetitionPenalty: 1.6 });
    const first = await chat.say('Tell me a story about a boat.');
    expect(first.receipt?.endedBy).toBe('length');
    expect(stored(await goOn(first)).tokenIds).toEqual(stored(whole).tokenIds);
  });
});
