import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chatsAfter } from '../renderer/src/state/chat-list.ts';
import type { AppEvent, ChatSummary } from '../shared/views.ts';
import { openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { until } from './test-support/open-test-core.ts';

let test: TestApplication;
let events: AppEvent[];

beforeEach(async () => {
  test = openTestApplication();
  await test.app.link.ready();
  for (let count = 0; count < 200; count++) test.app.store.chats.create(count);
  events = [];
  test.page.stream('app.watch', {}, (event) => events.push(event)).result.catch(() => {});
  await until(() => events.length > 0);
});
afterEach(() => test.close());

/** The list as a page has it after these events. */
function listed(): readonly ChatSummary[] {
  return events.reduce<readonly ChatSummary[]>((chats, event) => {
    if (event.type === 'snapshot') return event.chats;
    return event.type === 'chats' ? chatsAfter(chats, event) : chats;
  }, []);
}
const told = () => events.flatMap((event) => (event.type === 'chats' ? event.changed.map(({ id }) => id) : []));

/** Until a page that asks anew is told the same. */
async function expectUpToDate(): Promise<void> {
  await until(() => JSON.stringify(listed()) === JSON.stringify(test.app.list.snapshot()));
  const fresh = test.app.store.chats.list().map(({ id, title, updatedAtMs }) => ({ id, title, updatedAtMs }));
  expect(listed().map(({ id, title, updatedAtMs }) => ({ id, title, updatedAtMs }))).toEqual(fresh);
}

describe('the list of chats at the very first start', () => {
  it('has the chat that is shown, which is made for it', async () => {
    const first = openTestApplication();
    let told: AppEvent | undefined;
    const watch = first.page.stream('app.watch', {}, (event) => {
      told ??= event;
    });
    watch.result.catch(() => {});
    await until(() => told !== undefined);
    const { chats, openChatId } = told as Extract<AppEvent, { readonly type: 'snapshot' }>;
    expect(openChatId).not.toBeNull();
    expect(chats.map(({ id }) => id)).toEqual([openChatId]);
    await first.close();
  });
});

describe('the list of chats', () => {
  it('is told where it is different, and nowhere else', async () => {
    const chat = await test.watch(100);
    await chat.say('Hello!');
    await test.page.call('chat.rename', { chatId: 50, title: 'Fifty' });
    test.app.store.drafts.save(60, 'unsent');
    await test.page.call('chat.delete', { chatId: 60 });
    await expectUpToDate();
    expect(new Set(told())).toEqual(new Set([100, 50]));
    expect(listed()[0]).toMatchObject({ id: 100, title: 'Hello!' });
    expect(listed()[0]?.isAnswering).toBeUndefined();
    await test.page.call('chat.restore', { chatId: 60 });
    const { chatId } = await test.page.call('chat.create', {});
    await expectUpToDate();
    expect(listed().some(({ id }) => id === 60)).toBe(true);
    expect(listed().some(({ id }) => id === chatId)).toBe(true);
  });

  it('tells how much of the window a chat was given, also to a page that asks later', async () => {
    await test.page.call('chat.configure', { chatId: 100, settings: { usedWindowTokens: 128 } });
    await until(() => listed().find(({ id }) => id === 100)?.usedWindowTokens === 128);
    await expectUpToDate();
    expect(test.app.store.chats.listing(100)?.usedWindowTokens).toBe(128);
    await test.page.call('chat.configure', { chatId: 100, settings: { usedWindowTokens: null } });
    await until(() => listed().some(({ id, usedWindowTokens }) => id === 100 && usedWindowTokens === undefined));
    expect(new Set(told())).toEqual(new Set([100]));
  });

  it('tells what is held for a chat, and that it is held no more when the engine is gone', async () => {
    const chat = await test.watch(100);
    await chat.say('Hello!');
    await until(() => (listed().find(({ id }) => id === 100)?.cachedTokens ?? 0) > 0);
    chat.leave();
    await until(() => test.app.chats.known(100) === undefined);
    test.engines.at(-1)?.end('lineFirst', 5);
    await until(() => listed().find(({ id }) => id === 100)?.cachedTokens === 0);
    await expectUpToDate();
  });
});
