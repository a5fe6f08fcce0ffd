import { describe, expect, it } from 'vitest';
import type { ChatSettings } from '../../../shared/settings.ts';
import { en } from '../../../shared/words/en.ts';
import { type FormBase, formOf, readSettings, type SettingsForm } from './read-settings.ts';

const settings: ChatSettings = {
  isGreedy: false,
  temperature: 0.8,
  topK: 40,
  topP: 0.95,
  repetitionPenalty: 1.1,
  seed: null,
  maxReplyTokens: 96,
  stopTexts: ['You:', 'Bye'],
  policy: 'dropOldest',
  telling: 'show',
  usedWindowTokens: null,
  isChanceOffered: false,
};
const form = formOf(settings);
const read = (changes: Partial<SettingsForm>, base: FormBase = { form, isOwn: false }) =>
  readSettings({ ...form, ...changes }, { base, modelTokens: 512, words: en.settings.problems });

describe('the reply settings as they are typed', () => {
  it('are only those that were changed', () => {
    expect(read({})).toEqual({ type: 'settings', settings: {} });
    expect(read({ temperature: '0,5', stopTexts: 'You:' })).toEqual({
      type: 'settings',
      settings: { temperature: 0.5, stopTexts: ['You:'] },
    });
    expect(read({ seed: '42' })).toMatchObject({ settings: { seed: 42 } });
  });

  it('go back to the model’s own where a field is emptied, and all of them after a reset', () => {
    expect(read({ topK: ' ', maxReplyTokens: '' })).toEqual({
      type: 'settings',
      settings: { topK: null, maxReplyTokens: null },
    });
    const own = { form, isOwn: true };
    // What the chat remembers for itself is no field of the form.
    const names = Object.keys(settings).filter((name) => name !== 'isChanceOffered');
    expect(read({}, own)).toEqual({
      type: 'settings',
      settings: Object.fromEntries(names.map((name) => [name, null])),
    });
    expect(read({ topP: '0.5' }, own)).toMatchObject({ settings: { topP: 0.5, topK: null, policy: null } });
  });

  it('leave alone what was stored and would not fit this window', () => {
    const long = { ...form, maxReplyTokens: '600' };
    expect(
      readSettings(
        { ...long, topK: '7' },
        { base: { form: long, isOwn: false }, modelTokens: 512, words: en.settings.problems },
      ),
    ).toEqual({
      type: 'settings',
      settings: { topK: 7 },
    });
  });

  it('say what is wrong with each value', () => {
    expect(read({ temperature: '0', topK: '1.5', seed: 'x', maxReplyTokens: '512' })).toEqual({
      type: 'problems',
      problems: {
        temperature: 'A number from 0.01 to 10.',
        topK: 'A whole number from 0 to 1,000,000.',
        seed: 'A whole number from 0 to 4,294,967,295.',
        maxReplyTokens: 'A whole number from 1 to 256: at most half of the window.',
      },
    });
  });

  it('give the reply at most half of the window that is typed beside it', () => {
    expect(read({ usedWindowTokens: '160', maxReplyTokens: '81' })).toEqual({
      type: 'problems',
      problems: { maxReplyTokens: 'A whole number from 1 to 80: at most half of the window.' },
    });
    expect(read({ usedWindowTokens: '160', maxReplyTokens: '80' })).toEqual({
      type: 'settings',
      settings: { usedWindowTokens: 160, maxReplyTokens: 80 },
    });
  });

  it('take a part of the window from 128 tokens on, and all of it for nothing', () => {
    const small: FormBase = { form: { ...form, usedWindowTokens: '160' }, isOwn: false };
    expect(read({ usedWindowTokens: ' ' }, small)).toEqual({ type: 'settings', settings: { usedWindowTokens: null } });
    const problems = { usedWindowTokens: 'A whole number from 128 to 512.' };
    for (const typed of ['127', '513', '160.5', 'x']) {
      expect(read({ usedWindowTokens: typed })).toEqual({ type: 'problems', problems });
    }
  });

  it('allow eight stop texts of 200 characters', () => {
    expect(read({ stopTexts: 'a\nb\nc\nd\ne\nf\ng\nh\ni' })).toMatchObject({
      problems: { stopTexts: 'At most 8 lines.' },
    });
    expect(read({ stopTexts: 'x'.repeat(201) })).toMatchObject({
      problems: { stopTexts: 'At most 200 characters a line.' },
    });
  });
});
