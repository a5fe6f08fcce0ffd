import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MessageView } from '../shared/views.ts';
import { type HeardChat, openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { until } from './test-support/open-test-core.ts';
import { cacheKeyOf } from './turn/turn-context.ts';

let test: TestApplication;
let chat: HeardChat;

beforeEach(async () => {
  test = openTestApplication();
  chat = await test.newChat();
});
afterEach(() => test.close());

const inspect = () => test.page.call('cache.inspect', { chatId: chat.id });
const startedOf = (message: MessageView) =>
  chat.events.find((event) => event.type === 'started' && event.messageId === message.id);

describe('what a receipt says was lost and read again', () => {
  it('is nothing after a stop text, whatever was sampled behind it', async () => {
    await test.page.call('chat.configure', { chatId: chat.id, settings: { stopTexts: ['name'] } });
    await chat.say('Hello! My name is Ada.');
    const next = await chat.say('What is my name?');
    expect(next.receipt).toMatchObject({ lostTokens: 0, lostBecause: null, rereadTokens: 0 });
  });

  it('is the answer that is replaced when a turn is asked again', async () => {
    await chat.say('Hello!');
    const answer = await chat.say('What is my name?');
    await test.page.call('turn.retry', { chatId: chat.id, turnId: answer.turnId, acceptForgetting: [] });
    const again = await chat.untilEnded();
    expect(again.receipt?.lostBecause).toBe('askedAgain');
    expect(again.receipt?.lostTokens).toBeLessThanOrEqual(answer.tokenCount + 1);
  });

  it('is all that was held when the engine ended, also in a chat that nobody watched then', async () => {
    await chat.say('Hello! My name is Ada.');
    const held = (await inspect()).cache?.tokenCount ?? 0;
    chat.leave();
    await until(() => test.app.chats.all().length === 0);
    test.engines.at(-1)?.end('lineFirst', 5);
    await until(() => test.app.link.view().type !== 'ready');
    chat = await test.watch(chat.id);
    const next = await chat.say('What is my name?');
    expect(next.receipt?.lostBecause).toBe('engineRestarted');
    expect(next.receipt?.lostTokens).toBeGreaterThanOrEqual(held);
    const started = startedOf(next);
    if (started?.type !== 'started') throw new Error('Nobody told how the answer was started.');
    // What was prepared since is reused; the rest of the first turn had been read before.
    expect(started.rereadTokens + started.reusedTokens).toBeGreaterThanOrEqual(held);
  });

  /** Nearly all tokens are as likely: it does not find its end. */
  const endless = { isGreedy: false, temperature: 10, topK: 0, topP: 1, seed: 1, maxReplyTokens: 256 };
  const askAgain = async (turnId: number) => {
    await test.page.call('turn.retry', { chatId: chat.id, turnId, acceptForgetting: [] });
    return chat.untilEnded();
  };
  const leaveOut = (turnId: number) =>
    test.page.call('window.change', { chatId: chat.id, changes: [{ turnId, change: 'leaveOut' }] });

  it('is still held, when it is long, for whoever goes back to it', async () => {
    const settings = { ...endless, maxReplyTokens: 60 };
    await test.page.call('chat.configure', { chatId: chat.id, settings });
    const answer = await chat.say('Hello!');
    const cacheKey = cacheKeyOf(chat.id);
    const standing = () => test.app.ledger.caches().filter((held) => held.cacheKey === cacheKey && !held.isPrepared);
    const [before] = standing();
    await askAgain(answer.turnId);
    expect(standing()).toHaveLength(2);
    expect(standing()[1]).toMatchObject({ cacheId: before?.cacheId, ids: before?.ids });
  });

  it.each(['ask again', 'go on'] as const)('is what an answer had read when its engine ended: %s', async (what) => {
    await test.page.call('chat.configure', { chatId: chat.id, settings: endless });
    await chat.send('Hello! My name is Ada. '.repeat(20));
    await until(() => chat.events.some((event) => event.type === 'text'));
    const held = (await inspect()).heldTokens;
    test.engines.at(-1)?.end('lineFirst', 5);
    const failed = await chat.untilEnded();
    await test.page.call('chat.configure', { chatId: chat.id, settings: { isGreedy: true, maxReplyTokens: 20 } });
    const { receipt } = what === 'go on' ? await chat.say('Thanks!') : await askAgain(failed.turnId);
    expect(receipt?.lostBecause).toBe('engineRestarted');
    expect(receipt?.lostTokens).toBeGreaterThanOrEqual(held);
    // The last token of a question has to run in any case.
    expect((receipt?.rereadTokens ?? 0) + (receipt?.preparedTokens ?? 0)).toBeGreaterThanOrEqual(held - 1);
  });

  it('is the replaced answer also where the turn that is asked again had moved the window', async () => {
    const settings = { telling: 'silent', maxReplyTokens: 256 } as const;
    await test.page.call('chat.configure', { chatId: chat.id, settings });
    let answer = await chat.say('Hello!');
    while (answer.receipt?.lostBecause !== 'windowMoved') answer = await chat.say('Tell me a story about a boat.');
    const { receipt } = await askAgain(answer.turnId);
    expect(receipt).toMatchObject({ lostBecause: 'askedAgain', rereadTokens: 0 });
  });

  it('is a turn that was left out, whether the newest is asked again then or was stopped before it began', async () => {
    const first = await chat.say('Hello!');
    const second = await chat.say('I live in Bergen.');
    await chat.say('What is my name?');
    await leaveOut(second.turnId);
    const last = test.app.chats.known(chat.id)?.turns().at(-1)?.id ?? 0;
    expect((await askAgain(last)).receipt?.lostBecause).toBe('turnsChanged');

    const long = await test.newChat();
    await test.page.call('chat.configure', { chatId: long.id, settings: endless });
    await long.send('Tell me a story about a boat.');
    await chat.send('Thanks!');
    await test.page.call('turn.stop', { chatId: chat.id });
    expect((await chat.untilEnded()).receipt).toBeNull();
    await leaveOut(first.turnId);
    await long.untilEnded();
    expect((await chat.say('Where do I live?')).receipt?.lostBecause).toBe('turnsChanged');
  });

  it('does not blame the window for a turn that never got an answer', async () => {
    await chat.say('Hello!');
    await chat.send('Tell me a story about a boat.');
    test.engines.at(-1)?.end('lineFirst', 5);
    const failed = await chat.untilEnded();
    const next = await chat.say('What is my name?');
    if (failed.text === '') expect(next.receipt?.lostBecause).not.toBe('windowMoved');
    expect(next.state).toBe('done');
  });

  it('is not measured where there was nothing to measure: an answer stopped before it began has no times', async () => {
    await test.page.call('chat.configure', { chatId: chat.id, settings: { maxReplyTokens: 256 } });
    const long = await test.newChat();
    await test.page.call('chat.configure', { chatId: long.id, settings: { isGreedy: false, temperature: 5 } });
    await long.send('Tell me a story about a boat.');
    await chat.send('Hello!');
    await test.page.call('turn.stop', { chatId: chat.id });
    expect((await chat.untilEnded()).receipt).toBeNull();
    await long.untilEnded();
  });
});

describe('what the engine holds for a chat', () => {
  it('is known also after it was left and opened again', async () => {
    await chat.say('Hello! My name is Ada.');
    await until(async () => (await inspect()).places.some((run) => run.origin === 'prepared'));
    const before = await inspect();
    chat.leave();
    await until(() => test.app.chats.all().length === 0);
    chat = await test.watch(chat.id);
    expect(await inspect()).toEqual(before);
    expect(before.heldTokens).toBe(test.app.chats.known(chat.id)?.usedTokens());
  });

  it('moves place by place while an answer is read and written', async () => {
    await test.page.call('chat.configure', {
      chatId: chat.id,
      // All tokens are nearly as likely: with this seed it does not find its end.
      settings: { isGreedy: false, temperature: 10, topK: 0, topP: 1, seed: 1, maxReplyTokens: 256 },
    });
    await chat.send('Tell me a story about a boat.');
    const seen = new Set<number>();
    await until(async () => {
      const { heldTokens, promptTokens, places, cache } = await inspect();
      if (promptTokens !== null) seen.add(heldTokens);
      if (promptTokens !== null && heldTokens > promptTokens) {
        expect(places.map((run) => run.origin)).toContain('written');
        expect(cache?.tokenCount).toBe(heldTokens);
      }
      return seen.size >= 3 || chat.events.some((event) => event.type === 'ended');
    });
    expect(seen.size).toBeGreaterThanOrEqual(2);
  });
});

describe('who answered', () => {
  it('is stored with the answer, with the turns in its prompt and the sampling used', async () => {
    const first = await chat.say('Hello!');
    const second = await chat.say('What is my name?');
    expect(second.answeredBy).toMatchObject({ modelName: 'palimpsest-mini', precision: 'fp32', device: 'cpu' });
    const stored = test.app.store.messages.get(second.id);
    expect(stored?.promptTurnIds).toEqual([first.turnId, second.turnId]);
    expect(stored?.used?.sampling.isGreedy).toBe(true);
  });
});

describe('a reply length that was set for a larger window', () => {
  it('is cut to what this one has room for, and told', async () => {
    test.app.store.settings.configureChat(chat.id, { maxReplyTokens: 600 });
    chat.leave();
    await until(() => test.app.chats.all().length === 0);
    chat = await test.watch(chat.id);
    const [snapshot] = chat.events;
    expect(snapshot).toMatchObject({ chat: { settings: { maxReplyTokens: 256 }, clampedReplyTokens: 600 } });
    const usage = await test.page.call('draft.measure', { chatId: chat.id, text: 'Hi' });
    expect(usage).toMatchObject({ limitTokens: 256, reserveTokens: 256, level: 'ok', sending: { type: 'fits' } });
    expect((await chat.say('Hi')).state).toBe('done');
    await test.page.call('chat.configure', { chatId: chat.id, settings: { maxReplyTokens: null } });
    expect(chat.events.at(-1)).toMatchObject({ settings: { maxReplyTokens: 96 }, clampedReplyTokens: null });
  });
});
