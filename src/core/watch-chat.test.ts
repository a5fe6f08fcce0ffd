import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ChatState as PageChat, reduceChat } from '../renderer/src/state/chat-state.ts';
import { messagesOf, turnViewsOf } from '../renderer/src/state/turn-blocks.ts';
import type { ChatEvent } from '../shared/views.ts';
import { insertLongChats, SEEN_TURNS } from './test-support/long-chat.ts';
import { type HeardChat, openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { until } from './test-support/open-test-core.ts';

const turnCount = 1_200;
const longChatDir = mkdtempSync(join(tmpdir(), 'palimpsest-long-'));
let dataDir: string;
let test: TestApplication;
let chatId: number;

// Each of its messages is brought to the disk: once is enough, and may take long on a busy one.
beforeAll(() => {
  [chatId = 0] = insertLongChats(longChatDir, [{ title: 'Long', turnCount }]);
}, 120_000);
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-watched-'));
  cpSync(longChatDir, dataDir, { recursive: true });
  test = openTestApplication({ dataDir });
});
afterEach(async () => {
  await test.close();
  rmSync(dataDir, { recursive: true, force: true });
});
afterAll(() => rmSync(longChatDir, { recursive: true, force: true }));

/** What a page makes of the events, however it holds the turns. */
function pageOf(events: readonly ChatEvent[]) {
  const nothing = { blocks: [] as PageChat['blocks'] } as PageChat;
  const { blocks, ...page } = events.reduce((chat, event) => reduceChat(chat, event), nothing);
  return { ...page, messages: [...messagesOf(blocks)], turns: turnViewsOf(blocks) };
}

const isWhole = (chat: HeardChat) => pageOf(chat.events).isWhole;
const open = async () => {
  const chat = await test.watch(chatId);
  await until(() => isWhole(chat));
  return chat;
};

describe('a long chat that is opened', () => {
  it('is told by its newest messages first, then by all the others in order, each once', async () => {
    const chat = await test.watch(chatId);
    const [first] = chat.events;
    if (first?.type !== 'snapshot') throw new Error('A chat begins with a snapshot.');
    expect(first.chat).toMatchObject({ isWhole: false, forgetting: null });
    expect(first.chat.messages.length).toBeLessThan(100);
    await until(() => isWhole(chat));
    const page = pageOf(chat.events);
    expect(page.messages.map(({ id }) => id)).toEqual(test.app.store.messages.path(chatId).map(({ id }) => id));
    expect(page.turns.length).toBe(turnCount);
    expect(page.turns.filter((turn) => turn.isSeen).length).toBe(SEEN_TURNS);
    expect(page.forgetting?.beforeTurnId).toBe(page.turns.at(-SEEN_TURNS)?.id);
    const above = page.turns.slice(0, -SEEN_TURNS);
    expect(page.forgetting?.tokens).toBe(above.reduce((sum, turn) => sum + turn.tokenCount, 0));
  });

  it('is the same for whoever opens it later, while it is in memory', async () => {
    const page = pageOf((await open()).events);
    const later = pageOf((await open()).events);
    expect(later).toEqual(page);
  });

  it('takes a message at once, and keeps all that was said before', async () => {
    const chat = await test.watch(chatId);
    const answered = await chat.say('Hello!');
    await until(() => isWhole(chat));
    const page = pageOf(chat.events);
    expect(page.messages.at(-1)).toEqual(answered);
    expect(page.messages.map(({ id }) => id)).toEqual(test.app.store.messages.path(chatId).map(({ id }) => id));
    expect(page).toEqual({ ...pageOf((await open()).events) });
  });

  it('costs a turn what it changes, not what it holds', async () => {
    const chat = await open();
    await chat.say('Hello!');
    const told = chat.events.filter((event) => event.type === 'begun' || event.type === 'ended');
    const bytes = told.reduce((sum, event) => sum + JSON.stringify(event).length, 0);
    expect(bytes).toBeLessThan(4_000);
  });

  it('keeps what was decided about an old turn, and tells that turn alone', async () => {
    const chat = await open();
    const turnId = pageOf(chat.events).turns[3]?.id ?? 0;
    await test.page.call('window.change', { chatId, changes: [{ turnId, change: 'pin' }] });
    expect(chat.events.at(-1)).toMatchObject({ type: 'turns', turns: [{ id: turnId, isPinned: true, isSeen: true }] });
    chat.leave();
    await until(() => test.app.chats.known(chatId) === undefined);
    const again = pageOf((await open()).events);
    expect(again.turns.filter((turn) => turn.isPinned).map((turn) => turn.id)).toEqual([turnId]);
    expect(again).toEqual({ ...pageOf(chat.events) });
  });
});
