import { describe, expect, it } from 'vitest';
import { createObservable } from './observable.ts';
import { initialPageState } from './page-state.ts';
import { openStartedAgain } from './started-again.ts';

function openPage(read = new Map<string, string>()) {
  const state = createObservable(initialPageState);
  const storage = {
    getItem: (key: string) => read.get(key) ?? null,
    setItem: (key: string, value: string) => void read.set(key, value),
  };
  return { startedAgain: openStartedAgain(state, storage), isTold: () => state.get().isStartedAgain, read };
}

describe('a core that was started again', () => {
  it('is told until it was read, also when the line to it breaks and comes back, and on no page after that', () => {
    const page = openPage();
    page.startedAgain.receive(5000);
    page.startedAgain.receive(5000);
    expect(page.isTold()).toBe(true);
    page.startedAgain.dismiss();
    page.startedAgain.receive(5000);
    expect(page.isTold()).toBe(false);
    const loadedAgain = openPage(page.read);
    loadedAgain.startedAgain.receive(5000);
    expect(loadedAgain.isTold()).toBe(false);
  });

  it('is told anew when it is another one', () => {
    const page = openPage();
    page.startedAgain.receive(5000);
    page.startedAgain.dismiss();
    page.startedAgain.receive(6000);
    expect(page.isTold()).toBe(true);
  });

  it('is not told of a core that took no place', () => {
    const page = openPage();
    page.startedAgain.receive(null);
    expect(page.isTold()).toBe(false);
  });
});
