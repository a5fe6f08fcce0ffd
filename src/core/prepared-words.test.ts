import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HeardChat, openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { until } from './test-support/open-test-core.ts';
import { cacheKeyOf, reportSource } from './turn/turn-context.ts';

let dataDir: string;
let test: TestApplication;
/** Nothing of them is in the engine; the first one has a copy in a chat of its own. */
let firstId: number;
let copyId: number;
let secondId: number;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'palimpsest-prepared-'));
  test = openTestApplication({ dataDir });
  const first = await test.newChat();
  const answer = await first.say('Hello! My name is Ada.');
  const second = await test.newChat();
  await second.say('Hello! My name is Marlene.');
  const copy = await test.page.call('chat.branch', { chatId: first.id, turnId: answer.turnId, turnCount: null });
  [firstId, copyId, secondId] = [first.id, copy.chatId, second.id];
  await test.close();
  test = openTestApplication({ dataDir });
  await test.app.link.ready();
});
afterEach(async () => {
  await test.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Makes the reading of an open chat's messages, which comes before its preparation, last until it is let go on. */
function slowReading(chatId: number): { readonly begun: () => boolean; readonly goOn: () => void } {
  const chat = test.app.chats.known(chatId);
  if (!chat) throw new Error(`Chat ${chatId} is not open.`);
  const readWhole = chat.readWhole.bind(chat);
  let isBegun = false;
  let goOn = () => {};
  const mayGoOn = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  chat.readWhole = async () => {
    isBegun = true;
    await mayGoOn;
    await readWhole();
  };
  return { begun: () => isBegun, goOn };
}

async function leave(chat: HeardChat): Promise<void> {
  const state = test.app.chats.known(chat.id);
  chat.leave();
  await until(() => state?.events.isHeard === false);
}

/** Opens a chat and clicks another one, which is prepared first, and slowly: the one before waits behind it. */
async function leaveForAnother(chatId: number): Promise<() => void> {
  await leave(await test.watch(chatId));
  await test.watch(secondId);
  const { begun, goOn } = slowReading(secondId);
  await until(begun);
  return goOn;
}

async function untilAllIsPrepared(): Promise<void> {
  while (await test.app.work.next());
}

/** The chats that the engine holds something for, as it says itself and as the ledger knows it. */
async function heldKeys(): Promise<readonly string[]> {
  const engine = await test.app.link.ready();
  const { caches } = await engine.call('cache.list', { modelKey: reportSource(test.app).modelKey });
  return [...new Set([...caches, ...test.app.ledger.caches()].map(({ cacheKey }) => cacheKey))].sort();
}

async function eraseWithCopies(chatId: number): Promise<void> {
  const [question] = test.app.store.messages.path(chatId);
  const what = await test.page.call('turn.whatErases', { chatId, messageId: question?.id ?? 0 });
  const copies = what.copies.map((copy) => ({
    chatId: copy.chatId,
    messageId: copy.messageId,
    messageCount: copy.messageCount,
  }));
  const { messageId, messageCount } = what;
  await test.page.call('turn.erase', { chatId, messageId, messageCount, dropsTitle: false, copies });
}

describe('a chat that was left before it was prepared', () => {
  it('is prepared behind the one that was opened then', async () => {
    const goOn = await leaveForAnother(firstId);
    goOn();
    await untilAllIsPrepared();
    expect(await heldKeys()).toEqual([cacheKeyOf(firstId), cacheKeyOf(secondId)].sort());
    expect(test.app.chats.all().map(({ id }) => id)).toEqual([secondId]);
  });

  it('does not come into the engine once it is deleted', async () => {
    const goOn = await leaveForAnother(firstId);
    await test.page.call('chat.delete', { chatId: firstId });
    expect(test.app.chats.known(firstId)).toBeUndefined();
    goOn();
    await untilAllIsPrepared();
    expect(await heldKeys()).toEqual([cacheKeyOf(secondId)]);
  });

  it('does not bring words into the engine that were erased meanwhile, here or in a copy', async () => {
    for (const chatId of [firstId, copyId]) await leave(await test.watch(chatId));
    const goOn = await leaveForAnother(copyId);
    await eraseWithCopies(firstId);
    goOn();
    await untilAllIsPrepared();
    expect(await heldKeys()).toEqual([cacheKeyOf(secondId)]);
  });

  it('does not come back once everything is deleted', async () => {
    const goOn = await leaveForAnother(firstId);
    await test.page.call('data.eraseAll', {});
    goOn();
    await untilAllIsPrepared();
    expect(await heldKeys()).toEqual([]);
  });
});

describe('a chat that is being prepared', () => {
  it.each(['deleted', 'erased'])('and opened again does not come into the engine once it is %s', async (how) => {
    const opened = await test.watch(firstId);
    const { begun, goOn } = slowReading(firstId);
    await until(begun);
    await leave(opened);
    await test.watch(firstId);
    if (how === 'deleted') await test.page.call('chat.delete', { chatId: firstId });
    else await eraseWithCopies(firstId);
    goOn();
    await untilAllIsPrepared();
    expect(await heldKeys()).toEqual([]);
    expect(test.app.ledger.lastHeld(cacheKeyOf(firstId))).toBeNull();
  });
});
