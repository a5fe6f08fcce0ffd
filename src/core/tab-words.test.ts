import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatEvent } from '../shared/views.ts';
import { TabWords } from './tab-words.ts';
import { openTestApplication, type TestApplication } from './test-support/open-test-application.ts';
import { until } from './test-support/open-test-core.ts';

let test: TestApplication;
let chatId: number;

beforeEach(async () => {
  test = openTestApplication();
  chatId = (await test.newChat()).id;
});
afterEach(() => test.close());

/** What the composer of a tab that is loaded now shows. */
async function shownIn(tab: string): Promise<string> {
  const events: ChatEvent[] = [];
  const watching = test.page.stream('chat.watch', { chatId, tab }, (event) => events.push(event));
  watching.result.catch(() => {});
  const first = await until(() => events[0]);
  watching.cancel();
  return first.type === 'snapshot' ? first.chat.draft : '';
}

const type = (tab: string, text: string) => test.page.call('draft.keep', { chatId, text, tab });

describe('words that were typed in a tab', () => {
  it('are found again when it is loaded anew, whatever was typed in another', async () => {
    await type('first', 'a long thought');
    await type('second', 'another');
    expect([await shownIn('first'), await shownIn('second')]).toEqual(['a long thought', 'another']);
    expect(await shownIn('third')).toBe('another');
    expect(test.app.store.drafts.get(chatId)).toBe('another');
    await type('first', '');
    expect(await shownIn('first')).toBe('');
    await type('second', 'another one');
    expect(await shownIn('first')).toBe('another one');
  });

  it('are not found again once they were sent, and those of other tabs are', async () => {
    await type('second', 'another');
    await type('first', 'Hello! ');
    const sendKey = 'a key of sixteen characters';
    await test.page.call('turn.run', { chatId, text: 'Hello!', acceptForgetting: [], sendKey });
    expect([await shownIn('first'), await shownIn('second')]).toEqual(['', 'another']);
  });

  it('are gone with their chat', async () => {
    await type('first', 'a long thought');
    await test.page.call('chat.delete', { chatId });
    await test.page.call('chat.restore', { chatId });
    expect(await shownIn('first')).toBe('a long thought');
    await test.page.call('chat.delete', { chatId });
    await test.page.call('chat.deleteForGood', { chatIds: [chatId] });
    expect(test.app.tabWords.of('first', chatId)).toBeUndefined();
    await expect(type('first', 'more')).rejects.toMatchObject({ code: 'noSuchChat' });
    expect(test.app.tabWords.of('first', chatId)).toBeUndefined();
  });

  it('are known of the tabs that were typed in last', () => {
    const words = new TabWords();
    for (let tab = 0; tab < 80; tab++) words.keep(`tab ${tab}`, 1, 'typed');
    words.keep('tab 20', 1, 'typed again');
    expect([15, 16, 20, 79].map((tab) => words.of(`tab ${tab}`, 1))).toEqual([
      undefined,
      'typed',
      'typed again',
      'typed',
    ]);
  });
});
