import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MessageView } from '../shared/views.ts';
import { until } from './test-support/open-test-core.ts';
import { all, smallTalk, WindowChat } from './test-support/window-chat.ts';

let window: WindowChat;

beforeEach(async () => {
  window = await WindowChat.open();
});
afterEach(() => window.test.close());

describe('bringing back', () => {
  it('makes the model know again, and is undone in one step, after which the plan is the one from before', async () => {
    await window.configure({ usedWindowTokens: 160, telling: 'silent' });
    await window.chat.say('Hello! My name is Olga.');
    await window.fill();
    const { forgot } = await window.chat.say(smallTalk);
    const lost = forgot?.turns.map((turn) => turn.turnId) ?? [];
    expect((await window.chat.say('What is my name?')).text).not.toContain('Olga');
    const before = { usage: await window.measure(smallTalk), seen: window.seenIds() };

    const offered = await window.forgotten(lost);
    expect(offered.turns.map((turn) => turn.turnId)).toEqual([...lost].reverse());
    const first = lost.slice(0, 1);
    const told = window.chat.events.length;
    const price = await window.price(all(first, 'pin'));
    await window.change(all(first, 'pin'));
    await until(() => window.chat.events.length > told);
    expect(window.seenIds()).toEqual([...first, ...before.seen]);
    const after = await window.measure('');
    expect(after.usedTokens).toBe(price.usedTokensAfter);
    expect((await window.forgotten(lost)).turns.map((turn) => turn.turnId)).not.toContain(first[0]);

    await window.change(all(first, 'unpin'));
    await until(() => window.seenIds().length === before.seen.length);
    expect({ usage: await window.measure(smallTalk), seen: window.seenIds() }).toEqual(before);
    await window.openAnew();
    expect(await window.measure(smallTalk)).toEqual(before.usage);
    await window.change(all(first, 'pin'));
    expect((await window.chat.say('What is my name?')).text).toContain('Olga');
  });

  it('takes several turns in one telling, or none of them where they would not fit', async () => {
    await window.configure({ usedWindowTokens: 128, telling: 'silent' });
    await window.fill();
    await window.chat.say(smallTalk);
    await window.fill();
    await window.chat.say(smallTalk);
    const { turns } = await window.forgotten();
    expect(turns.length).toBeGreaterThan(2);
    const told = window.chat.events.length;
    const some = turns.slice(0, 2).map((turn) => turn.turnId);
    await window.change(all(some, 'pin'));
    await until(() => window.chat.events.length > told);
    expect(window.chat.events.slice(told).map((event) => event.type)).toEqual(['turns']);
    expect(window.seenIds()).toEqual(expect.arrayContaining(some));

    const every = window.turns().map((turn) => turn.id);
    const price = await window.price(all(every, 'pin'));
    expect(price.isPossible).toBe(false);
    await expect(window.change(all(every, 'pin'))).rejects.toMatchObject({ code: 'wouldNotFit' });
    await expect(window.change([...all(some, 'unpin'), { turnId: 9_999, change: 'pin' }])).rejects.toMatchObject({
      code: 'noSuchTurn',
    });
    expect(window.turns().filter((turn) => turn.isPinned).length).toBe(2);
    await window.openAnew();
    expect(window.turns().filter((turn) => turn.isPinned).length).toBe(2);
  });

  it('names what would leave for it, the kept draft counted, and ticks only what costs nothing', async () => {
    await window.configure({ usedWindowTokens: 128, telling: 'silent' });
    await window.fill();
    await window.chat.say(smallTalk);
    const { turns } = await window.forgotten();
    const ticked = turns.filter((turn) => turn.isTicked).map((turn) => turn.turnId);
    expect(ticked.length).toBeGreaterThan(0);
    expect(turns.slice(0, ticked.length).map((turn) => turn.turnId)).toEqual(ticked);
    const priceOf = () => window.price(all(ticked, 'pin'));
    expect(await priceOf()).toMatchObject({ isPossible: true, leaves: [] });
    const text = 'Tell me a story about a boat. '.repeat(4);
    await window.test.page.call('draft.keep', { chatId: window.id, text });
    const { leaves } = await priceOf();
    expect(leaves.length).toBeGreaterThan(0);
    expect((await window.forgotten()).turns.filter((turn) => turn.isTicked).length).toBeLessThan(ticked.length);
  });
});

describe('asking again with turns brought back', () => {
  async function forgetName(): Promise<{ readonly named: MessageView; readonly asked: MessageView }> {
    await window.configure({ usedWindowTokens: 160, telling: 'silent' });
    const named = await window.chat.say('Hello! My name is Olga.');
    while (window.seenIds().includes(named.turnId)) await window.chat.say(smallTalk);
    return { named, asked: await window.chat.say('What is my name?') };
  }

  it('begins the new branch with them pinned: the model knows again, and the first try stays as it was', async () => {
    const { named, asked } = await forgetName();
    expect(asked.text).not.toContain('Olga');
    const price = await window.test.page.call('turn.retryPrice', {
      ...{ chatId: window.id, turnId: asked.turnId, bringBack: [named.turnId] },
    });
    expect(price).toMatchObject({ isPossible: true, leaves: [] });
    expect((await window.retry(asked.turnId, [named.turnId])).type).toBe('begun');
    const again = await window.chat.untilEnded();
    expect(again.text).toContain('Olga');
    const { messages } = window.test.app.store;
    const prompt = messages.get(again.id)?.promptTurnIds ?? [];
    expect(prompt[0]).toBe(named.turnId);
    expect(messages.get(asked.id)?.promptTurnIds).not.toContain(named.turnId);
    const answerTokens = messages.get(again.id)?.tokenIds.length ?? 0;
    expect(price.usedTokensAfter).toBe((await window.measure('')).usedTokens - answerTokens - 1);
    expect(price.rereadTokens).toBe(price.usedTokensAfter);
    await window.openAnew();
    expect(window.turn(named.turnId)).toMatchObject({ isPinned: true, isSeen: true });
    window.test.app.store.chats.setActiveLeaf(window.id, asked.id);
    await window.openAnew();
    expect(window.turn(named.turnId)?.isPinned).toBe(false);
  });

  it('shows what had been left out as well', async () => {
    const named = await window.chat.say('Hello! My name is Olga.');
    await window.change(all([named.turnId], 'leaveOut'));
    const asked = await window.chat.say('What is my name?');
    expect(asked.text).not.toContain('Olga');
    await window.retry(asked.turnId, [named.turnId]);
    expect((await window.chat.untilEnded()).text).toContain('Olga');
    await window.openAnew();
    expect(window.turns()[0]).toMatchObject({ isPinned: true, isLeftOut: false, isSeen: true });
  });

  it('is refused where they cannot all stay, and stores nothing', async () => {
    const { asked } = await forgetName();
    const before = window.test.app.store.messages.path(window.id).length;
    const every = window.turns().map((turn) => turn.id);
    const others = every.filter((turnId) => turnId !== asked.turnId);
    const outcome = await window.retry(asked.turnId, others);
    expect(outcome).toMatchObject({ type: 'cannotFit', usage: { sending: { type: 'cannotFit', cause: 'pins' } } });
    await expect(window.retry(asked.turnId, [9_999])).rejects.toMatchObject({ code: 'noSuchTurn' });
    await expect(window.retry(asked.turnId, [asked.turnId])).rejects.toMatchObject({ code: 'noSuchTurn' });
    expect(window.test.app.store.messages.path(window.id).length).toBe(before);
    expect(window.test.app.store.messages.children(window.id, asked.turnId).length).toBe(1);
  });
});
