import { describe, expect, it } from 'vitest';
import { openTypedWords } from './typed-words.ts';

function openTab() {
  const held = new Map<string, string>();
  return {
    getItem: (key: string) => held.get(key) ?? null,
    setItem: (key: string, value: string) => void held.set(key, value),
    removeItem: (key: string) => void held.delete(key),
  };
}

const atOnce = (work: () => void) => work();

describe('words that were typed on a page', () => {
  it('are found again when the tab is loaded anew, and in no other tab', () => {
    const tab = openTab();
    const page = openTypedWords(tab, atOnce);
    page.set(1, 'a long thought');
    page.remember(1);
    expect(openTypedWords(tab).get(1)).toBe('a long thought');
    expect(openTypedWords(tab).get(2)).toBeUndefined();
    expect(openTypedWords(openTab()).get(1)).toBeUndefined();
  });

  it('are not found again once they were sent or deleted', () => {
    const tab = openTab();
    const page = openTypedWords(tab, atOnce);
    page.set(1, 'sent');
    page.remember(1);
    page.forgetRemembered(1);
    expect(openTypedWords(tab).get(1)).toBeUndefined();
    expect(page.get(1)).toBe('sent');
    page.set(2, '');
    page.remember(2);
    expect(openTypedWords(tab).get(2)).toBeUndefined();
  });

  it('stay on the page where the tab has no room for them', () => {
    const full = {
      ...openTab(),
      setItem: () => {
        throw new Error('QuotaExceededError');
      },
    };
    const page = openTypedWords(full, atOnce);
    page.set(1, 'words');
    page.remember(1);
    expect(page.get(1)).toBe('words');
  });

  it('are held a moment later or before the page goes, and not once they were sent meanwhile', () => {
    const tab = openTab();
    const waiting: (() => void)[] = [];
    const page = openTypedWords(tab, (work) => void waiting.push(work));
    page.set(1, 'a long');
    page.remember(1);
    page.set(1, 'a long thought');
    page.remember(1);
    expect(waiting).toHaveLength(1);
    expect(openTypedWords(tab).get(1)).toBeUndefined();
    page.flush();
    expect(openTypedWords(tab).get(1)).toBe('a long thought');
    page.remember(1);
    page.forgetRemembered(1);
    for (const work of waiting) work();
    expect(openTypedWords(tab).get(1)).toBeUndefined();
  });
});
