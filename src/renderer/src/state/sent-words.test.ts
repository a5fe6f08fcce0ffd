import { describe, expect, it } from 'vitest';
import { draftAfterSending, openSentWords } from './sent-words.ts';

describe('the composer after sending', () => {
  it('is empty when nothing was typed meanwhile', () => {
    expect(draftAfterSending('Hello', 'Hello')).toBe('');
  });

  it('keeps what was typed meanwhile', () => {
    expect(draftAfterSending('Hello and', 'Hello')).toBe(' and');
    expect(draftAfterSending('Something else', 'Hello')).toBe('Something else');
  });
});
