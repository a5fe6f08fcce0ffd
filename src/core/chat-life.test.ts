import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HeardChat, openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { until } from './test-support/open-test-core.ts';
import { cacheKeyOf, reportSource } from './turn/turn-context.ts';

let test: TestApplication;
let chat: HeardChat;
const story = 'Tell me a story about a boat.';
/** All tokens are nearly as likely: with this seed it does not find its end, so that there is time to do something in it. */
const long = { isGreedy: false, temperature: 10, topK: 0, topP: 1, seed: 1, maxReplyTokens: 256 };

beforeEach(async () => {
  test = openTestApplication();
  chat = await test.newChat();
});
afterEach(() => test.close());

async function begin(asked: HeardChat): Promise<void> {
  await test.page.call('chat.configure', { chatId: asked.id, settings: long });
  await asked.send(story);
  await until(() => asked.events.some((event) => event.type === 'text'));
}

describe('a chat that is deleted', () => {
  it('while it is answered ends its answer with what was said, and another chat is answered', async () => {
    await begin(chat);
    await test.page.call('chat.delete', { chatId: chat.id });
    const answer = await chat.untilEnded();
    expect(answer).toMatchObject({ state: 'stopped', failure: null });
    expect(test.app.store.messages.get(answer.id)?.text).toBe(answer.text);
    const other = await test.newChat();
    expect((await other.say('Hello!')).state).toBe('done');
    await test.page.call('chat.restore', { chatId: chat.id });
    expect((await chat.say('Hello!')).state).toBe('done');
  });

  it('while it waits for another chat ends at once', async () => {
    await begin(chat);
    const waiting = await test.newChat();
    await waiting.send('Hello!');
    await test.page.call('chat.delete', { chatId: waiting.id });
    expect(await waiting.untilEnded()).toMatchObject({ state: 'stopped', text: '' });
    expect(chat.events.some((event) => event.type === 'ended')).toBe(false);
    await test.page.call('turn.stop', { chatId: chat.id });
    expect((await chat.untilEnded()).state).toBe('stopped');
  });

  it('takes its caches along', async () => {
    await chat.say('Hello!');
    expect(test.app.ledger.tokensOf(cacheKeyOf(chat.id))).toBeGreaterThan(0);
    await test.page.call('chat.delete', { chatId: chat.id });
    await until(() => test.app.ledger.tokensOf(cacheKeyOf(chat.id)) === 0);
    const engine = await test.app.link.ready();
    expect((await engine.call('cache.list', { modelKey: reportSource(test.app).modelKey })).caches).toEqual([]);
  });

  it('cannot be asked, watched or written to, and leaves nobody listening', async () => {
    chat.leave();
    await test.page.call('chat.delete', { chatId: chat.id });
    for (let round = 0; round < 3; round++) {
      const watching = test.page.stream('chat.watch', { chatId: chat.id }, () => {}).result;
      await expect(watching).rejects.toMatchObject({ code: 'noSuchChat' });
    }
    await expect(chat.send('Hello!')).rejects.toMatchObject({ code: 'noSuchChat' });
    const typed = { chatId: chat.id, text: 'unsent' };
    await expect(test.page.call('draft.keep', typed)).rejects.toMatchObject({ code: 'noSuchChat' });
    expect(test.app.chats.all()).toEqual([]);
  });
});

describe('a wait for another chat', () => {
  it('ends when it is stopped, and the chat can be asked again', async () => {
    await begin(chat);
    const waiting = await test.newChat();
    await waiting.send('Hello!');
    await test.page.call('turn.stop', { chatId: waiting.id });
    expect(await waiting.untilEnded()).toMatchObject({ state: 'stopped', text: '', receipt: null });
    expect(chat.events.some((event) => event.type === 'ended')).toBe(false);
    const again = waiting.say('Hello!');
    await test.page.call('turn.stop', { chatId: chat.id });
    expect((await again).state).toBe('done');
  });
});

describe('chats in memory', () => {
  it('are let go once nobody works with them', async () => {
    chat.leave();
    const chatIds = [1, 2, 3].map(() => test.app.store.chats.create(Date.now()));
    for (const chatId of chatIds) {
      await test.page.call('chat.rename', { chatId, title: 'A title' });
      await test.page.call('cache.inspect', { chatId });
      await test.page.call('draft.measure', { chatId, text: 'words' });
      await test.page.call('draft.keep', { chatId, text: 'words' });
      await expect(
        test.page.call('window.price', { chatId, changes: [{ turnId: 1, change: 'pin' }] }),
      ).rejects.toMatchObject({
        code: 'noSuchTurn',
      });
    }
    await until(() => test.app.chats.all().length === 0);
  });

  it('are one for whoever sends and whoever watches, also when the last watcher leaves in that moment', async () => {
    chat.leave();
    await chat.send(story);
    const again = await test.watch(chat.id);
    const snapshot = again.events[0];
    expect(snapshot?.type === 'snapshot' && snapshot.chat.answering).not.toBeNull();
    await expect(again.send('And?')).rejects.toMatchObject({ code: 'busy' });
    await until(() => again.events.some((event) => event.type === 'ended'));
  });

  it('are all prepared after the engine was started again, not the last of them alone', async () => {
    const other = await test.newChat();
    await chat.say('Hello!');
    await other.say('Hello! My name is Ada.');
    test.engines[0]?.end('exitFirst', 5);
    await until(() => test.app.link.view().type !== 'ready');
    for (const { id } of [chat, other]) {
      const used = () => test.app.chats.known(id)?.usedTokens();
      await until(() => test.app.ledger.tokensOf(cacheKeyOf(id)) === used());
    }
  });
});

describe('a message', () => {
  it('that is sent again with its key is the same turn', async () => {
    const sent = { chatId: chat.id, text: 'Hello!', acceptForgetting: [], sendKey: randomUUID() };
    const [first, second] = await Promise.all([test.page.call('turn.run', sent), test.page.call('turn.run', sent)]);
    expect(second).toEqual(first);
    await chat.untilEnded();
    expect(await test.page.call('turn.run', sent)).toEqual(first);
    expect(test.app.store.messages.path(chat.id)).toHaveLength(2);
  });

  it('of 100,000 characters is taken, and a longer one told by its length, whatever is asked with it', async () => {
    const chatId = chat.id;
    for (const character of ['a', '🙂']) {
      const longest = character.repeat(100_000);
      await test.page.call('draft.keep', { chatId, text: longest });
      await test.page.call('draft.measure', { chatId, text: longest });
      const text = longest + character;
      const told = { code: 'messageTooLong', details: { characters: 100_001, mostCharacters: 100_000 } };
      await expect(test.page.call('draft.keep', { chatId, text })).rejects.toMatchObject(told);
      await expect(test.page.call('draft.measure', { chatId, text })).rejects.toMatchObject(told);
      await expect(chat.send(text)).rejects.toMatchObject(told);
    }
  });
});

describe('a database that another program holds for a moment', () => {
  it('does not keep a chat from being renamed, deleted or sent to once it is let go', async () => {
    const other = new Database(join(test.dataDir, 'palimpsest.sqlite'));
    other.exec('BEGIN IMMEDIATE');
    const waiting = Promise.all([
      chat.send('Hello!'),
      test.page.call('chat.rename', { chatId: chat.id, title: 'Held' }),
    ]);
    setTimeout(() => other.close(), 700);
    expect((await waiting)[0].type).toBe('begun');
    expect((await chat.untilEnded()).state).toBe('done');
    expect(test.app.store.chats.get(chat.id)?.title).toBe('Held');
    expect(test.app.storage.view()).toEqual({ type: 'ok' });
  });
});
