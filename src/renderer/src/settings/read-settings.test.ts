import { describe, expect, it } from 'vitest';
import type { ChatSettings } from '../../../shared/views.ts';
import { en } from '../../../shared/words/en.ts';
import { formOf, readSettings } from './read-settings.ts';

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
  asksBeforeForgetting: true,
};
const read = (changes: Partial<ReturnType<typeof formOf>>) =>
  readSettings({ ...formOf(settings), ...changes }, 512, en.settings.problems);

describe('the reply settings as they are typed', () => {
  it('come back as they were', () => {
    expect(read({})).toEqual({ type: 'settings', settings });
  });

  it('take a comma for a point and an empty seed for a new one each time', () => {
    expect(read({ temperature: '0,5', seed: ' ' })).toMatchObject({ settings: { temperature: 0.5, seed: null } });
    expect(read({ seed: '42' })).toMatchObject({ settings: { seed: 42 } });
  });

  it('say what is wrong with each value', () => {
    expect(read({ temperature: '0', topK: '1.5', seed: 'x', maxReplyTokens: '512' })).toEqual({
      type: 'problems',
      problems: {
        temperature: 'A number from 0.01 to 10.',
        topK: 'A whole number from 0 to 1,000,000.',
        seed: 'A whole number from 0 to 4,294,967,295.',
        maxReplyTokens: 'A whole number from 1 to 511.',
      },
    });
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
