import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestCore, type TestCore, type WatchedChat } from './test-support/open-test-core.ts';

const endless = { isGreedy: false, temperature: 10, topK: 0, topP: 1, seed: 1, maxReplyTokens: 256 };
let test: TestCore;
let chat: WatchedChat;

beforeEach(async () => {
  test = await openTestCore();
  chat = await test.newGreedyChat();
});
afterEach(() => test.close());

const engineNow = () => test.appEvents.flatMap((event) => ('engine' in event ? [event.engine] : [])).at(-1);

describe('another model', () => {
  it('that cannot be used keeps what was said, and the bundled one answers again', async () => {
    const answer = await chat.say('Hello! My name is Ada.');
    await test.page.call('model.use', { type: 'folder', folder: '/nowhere/at/all' });
    await test.until(() => engineNow()?.type === 'failed');
    expect(engineNow()).toMatchObject({ code: 'badModel' });
    const again = await test.watch(chat.id);
    expect(again.events[0]).toMatchObject({ type: 'snapshot', chat: { messages: [{}, { text: answer.text }] } });
    await test.page.call('model.use', { type: 'bundled' });
    await test.until(() => engineNow()?.type === 'ready');
    expect((await chat.say('What is my name?')).text).toContain('Ada');
  });

  it('chosen in the middle of an answer ends that with its words kept, however often it is chosen', async () => {
    await test.page.call('chat.configure', { chatId: chat.id, settings: endless });
    await chat.send('Tell me a story.');
    await test.until(() => chat.events.some((event) => event.type === 'text'));
    for (const type of ['bundled', 'bundled'] as const) await test.page.call('model.use', { type });
    const ended = await chat.untilEnded();
    expect(ended.state).toBe('failed');
    expect(ended.text).not.toBe('');
    await test.until(() => engineNow()?.type === 'ready');
    await test.page.call('chat.configure', { chatId: chat.id, settings: { isGreedy: true, maxReplyTokens: null } });
    expect((await chat.say('Hello!')).state).toBe('done');
  });

  it('is refused without a whole path, and changes nothing then', async () => {
    await expect(test.page.call('model.use', { type: 'folder', folder: 'models' })).rejects.toMatchObject({
      code: 'badModel',
    });
    expect((await chat.say('Hello!')).state).toBe('done');
  });
});
