import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DAY_MS } from '../shared/day.ts';
import type { AppEvent } from '../shared/views.ts';
import { type HeardChat, openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { until } from './test-support/open-test-core.ts';

let test: TestApplication;
let chat: HeardChat;

beforeEach(async () => {
  // Days pass for what looks once in a while; all that is waited for goes on in real time.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  test = openTestApplication();
  chat = await test.newChat();
  await chat.say('Hello!');
});
afterEach(async () => {
  await test.close();
  vi.useRealTimers();
});

const passDays = (days: number) => vi.advanceTimersByTime(days * DAY_MS);
const deletedIds = async () => (await test.page.call('deleted.list', {})).map(({ id }) => id);
const messageCount = () => test.app.store.messages.count(chat.id);

describe('a deleted chat while the application goes on', () => {
  it('stays its days, and is gone for everything within two more; pages are told', async () => {
    const told: AppEvent[] = [];
    test.page.stream('app.watch', {}, (event) => told.push(event)).result.catch(() => {});
    await until(() => told.length > 0);
    await test.page.call('chat.delete', { chatId: chat.id });
    passDays(29.9);
    expect(await deletedIds()).toEqual([chat.id]);
    passDays(2.2);
    expect(await deletedIds()).toEqual([]);
    await until(() => told.some((event) => event.type === 'deleted' && event.deletedCount === 0));
    await until(() => messageCount() === 0);
  });

  it('stays where the clock was wrong for less than a day', async () => {
    await test.page.call('chat.delete', { chatId: chat.id });
    passDays(1.5);
    const rightMs = Date.now();
    vi.setSystemTime(rightMs + 400 * DAY_MS);
    // One look finds its time to be over, and so would any number of starts meanwhile.
    passDays(0.9);
    vi.setSystemTime(rightMs + 0.9 * DAY_MS);
    passDays(5);
    expect(await deletedIds()).toEqual([chat.id]);
    expect(messageCount()).toBe(2);
  });

  it('can be brought back as long as the run goes on where none are kept', async () => {
    await test.page.call('app.configure', { settings: { deletedKeptDays: 0 } });
    await test.page.call('chat.delete', { chatId: chat.id });
    passDays(10);
    await test.page.call('chat.restore', { chatId: chat.id });
    expect(messageCount()).toBe(2);
  });
});

it('is looked for no more once the application is closed', async () => {
  const other = openTestApplication();
  await other.close();
  // A look would find its store closed, and say so.
  passDays(3);
  expect(other.log.filter((line) => line.startsWith('looking for deleted chats'))).toEqual([]);
});
