import { describe, expect, it } from 'vitest';
import { changeSchema, initialSettings, settingsOf } from './settings.ts';

describe('the table of settings', () => {
  it('begins with values that it takes', () => {
    for (const scope of ['app', 'chat'] as const) {
      const initial: Readonly<Record<string, unknown>> = initialSettings(scope);
      const entries = Object.entries(settingsOf(scope));
      expect(Object.keys(initial)).toEqual(entries.map(([name]) => name));
      for (const [name, { schema }] of entries) expect(schema.safeParse(initial[name]).success, name).toBe(true);
    }
  });

  it('has each setting in one scope', () => {
    const names = (['app', 'chat'] as const).flatMap((scope) => Object.keys(settingsOf(scope)));
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('what a page may ask to change', () => {
  const chat = changeSchema('chat');

  it('is some of the settings of a scope, each as the table takes it, or null', () => {
    const change = { topK: 0, seed: null, stopTexts: ['You:'], policy: 'keepFirst', maxReplyTokens: null };
    expect(chat.parse(change)).toEqual(change);
    expect(chat.parse({})).toEqual({});
    expect(chat.parse({ language: 'de', topK: 1 })).toEqual({ topK: 1 });
  });

  it.each([
    { topK: -1 },
    { temperature: 0 },
    { topP: 0 },
    { seed: 2 ** 32 },
    { maxReplyTokens: 0 },
    { stopTexts: [''] },
    { stopTexts: Array(9).fill('x') },
    { policy: 'other' },
    { isGreedy: 1 },
  ])('is refused when the table does not take it: %j', (change) => {
    expect(chat.safeParse(change).success).toBe(false);
  });

  it.each(['system', 'de', 'pt-BR', 'zh-Hant-TW'])('takes %s as a language', (language) => {
    expect(changeSchema('app').parse({ language })).toEqual({ language });
  });

  it.each(['', 'a', 'de_DE', 'en-', 'x'.repeat(70), 7])('takes %s as no language', (language) => {
    expect(changeSchema('app').safeParse({ language }).success).toBe(false);
  });
});
