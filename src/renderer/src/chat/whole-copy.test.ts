import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ChatState } from '../state/chat-state.ts';
import { createObservable } from '../state/observable.ts';
import { initialPageState, type PageState } from '../state/page-state.ts';
import { openWholeCopy } from './whole-copy.ts';

const chat = (id: number, isWhole: boolean) => ({ id, isWhole }) as ChatState;

function openTestCopy() {
  const state = createObservable<PageState>({ ...initialPageState, link: 'open', chat: chat(1, false) });
  const copied: string[] = [];
  const copy = async (text: string) => {
    copied.push(text);
    return true;
  };
  const whole = openWholeCopy({ page: { state, copy }, text: () => 'All of it' });
  whole.begin();
  return { state, copied, whole, mishap: () => state.get().mishap?.code ?? null };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('all that was said, copied before it was told', () => {
  it('is copied once it was, and once only', () => {
    const { state, copied, mishap } = openTestCopy();
    expect(copied).toEqual([]);
    state.patch({ chat: chat(1, true) });
    state.patch({ draft: 'Hello' });
    vi.advanceTimersByTime(60_000);
    expect([copied, mishap()]).toEqual([['All of it'], null]);
  });

  it('takes the place of nothing that was copied since, by a key or by a button', () => {
    const byKey = openTestCopy();
    byKey.whole.drop();
    const byButton = openTestCopy();
    byButton.state.patch({ isCopied: true });
    for (const { state, copied, mishap } of [byKey, byButton]) {
      state.patch({ chat: chat(1, true) });
      vi.advanceTimersByTime(60_000);
      expect([copied, mishap()]).toEqual([[], null]);
    }
  });

  const never: readonly [string, (test: ReturnType<typeof openTestCopy>) => void][] = [
    ['the line breaks', ({ state }) => state.patch({ link: 'restarting' })],
    ['another chat is opened', ({ state }) => state.patch({ chat: null })],
    ['the transcript is shown no more', ({ whole }) => whole.close()],
    ['it does not come for some seconds', () => vi.advanceTimersByTime(5_000)],
  ];
  it.each(never)('is not copied, and that is said, where %s', (_, happens) => {
    const test = openTestCopy();
    happens(test);
    expect(test.mishap()).toBe('notCopiedWhole');
    test.state.patch({ link: 'open', chat: chat(1, true) });
    expect(test.copied).toEqual([]);
  });

  it('says nothing of a transcript that is shown no more once nothing is waited for', () => {
    const { state, whole, mishap } = openTestCopy();
    state.patch({ chat: chat(1, true) });
    whole.close();
    expect(mishap()).toBeNull();
  });
});
