import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { all, smallTalk, WindowChat } from './test-support/window-chat.ts';

let window: WindowChat;

beforeEach(async () => {
  window = await WindowChat.open();
});
afterEach(() => window.test.close());

describe('a part of the model’s window', () => {
  it('is what gauge, map and limit count with, and a larger one than the model’s is all of it', async () => {
    await window.chat.say('Hello!');
    const inspect = () => window.test.page.call('cache.inspect', { chatId: window.id });
    expect(await window.configure({ usedWindowTokens: 160 })).toMatchObject({
      usedWindowTokens: 160,
      maxReplyTokens: 40,
    });
    expect(await window.measure('')).toMatchObject({ windowTokens: 160, reserveTokens: 40, limitTokens: 120 });
    expect((await inspect()).windowTokens).toBe(160);
    expect(await window.configure({ usedWindowTokens: 4_096 })).toMatchObject({
      usedWindowTokens: null,
      maxReplyTokens: 96,
    });
    expect(await window.measure('')).toMatchObject({ windowTokens: 512, reserveTokens: 96, limitTokens: 416 });
    expect((await inspect()).windowTokens).toBe(512);
    await expect(window.configure({ usedWindowTokens: 127 })).rejects.toMatchObject({ code: 'badInput' });
  });

  it('bounds the reply: one that is set is refused above a half, and no answer is longer', async () => {
    const tooLong = window.configure({ usedWindowTokens: 128, maxReplyTokens: 65 });
    await expect(tooLong).rejects.toMatchObject({ code: 'replyTooLong', details: { mostTokens: 64 } });
    const endless = { isGreedy: false, temperature: 10, topK: 0, topP: 1, seed: 1 };
    await window.configure({ ...endless, usedWindowTokens: 128 });
    expect((await window.chat.say('Tell me a story.')).receipt).toMatchObject({ decodedTokens: 32, endedBy: 'length' });
    await window.configure({ maxReplyTokens: 200, usedWindowTokens: null });
    await window.configure({ usedWindowTokens: 128 });
    expect(window.chat.events.at(-1)).toMatchObject({ settings: { maxReplyTokens: 64 }, clampedReplyTokens: 200 });
  });

  it('may be smaller than what a chat holds: the next send forgets what was named, and goes on in it', async () => {
    for (let turn = 0; turn < 8; turn++) await window.chat.say(smallTalk);
    await window.configure({ usedWindowTokens: 128 });
    const { sending, usedTokens, limitTokens, level } = await window.measure('');
    expect(usedTokens).toBeGreaterThan(limitTokens);
    expect(level).toBe('over');
    if (sending.type !== 'forgets') throw new Error('Nothing would be forgotten.');
    const named = await window.measure('Hi');
    const accepted = named.sending.type === 'forgets' ? named.sending.turns.map((turn) => turn.turnId) : [];
    const answer = await window.chat.say('Hi', accepted);
    expect(answer.state).toBe('done');
    expect(answer.forgot?.turns.map((turn) => turn.turnId)).toEqual(accepted);
    expect((await window.measure('')).usedTokens).toBeLessThanOrEqual(limitTokens + 32);
    await window.configure({ usedWindowTokens: null });
    expect(await window.measure('')).toMatchObject({ limitTokens: 416, sending: { type: 'fits' } });
  });

  it('may have no room for the last exchange: then it says so, and without it the chat goes on', async () => {
    const endless = { isGreedy: false, temperature: 10, topK: 0, topP: 1, seed: 1, maxReplyTokens: 200 };
    await window.configure(endless);
    const long = await window.chat.say('Tell me a story.');
    await window.configure({ usedWindowTokens: 128, maxReplyTokens: null, isGreedy: true });
    expect(await window.chat.send('Hi')).toMatchObject({
      type: 'cannotFit',
      usage: { sending: { cause: 'lastExchange' } },
    });
    await window.change(all([long.turnId], 'leaveOut'));
    expect((await window.chat.say('Hi')).state).toBe('done');
  });
});
