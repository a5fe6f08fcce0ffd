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

describe('words whose outcome is unknown', () => {
  it('are sent again under the same key while they are the same', () => {
    const sent = openSentWords();
    const key = sent.keyFor(1, 'Hello');
    expect(key.length).toBeGreaterThanOrEqual(16);
    expect(sent.keyFor(1, 'Hello')).toBe(key);
    expect(sent.keyFor(1, 'Hello!')).not.toBe(key);
  });

  it('are known by their key, once, and the same words later are another message', () => {
    const sent = openSentWords();
    const sendKey = sent.keyFor(1, 'Hello');
    expect(sent.takeArrived(1, [{}, { sendKey: 'of another page' }])).toBeNull();
    expect(sent.takeArrived(2, [{ sendKey }])).toBeNull();
    expect(sent.takeArrived(1, [{}, { sendKey }])).toMatchObject({ text: 'Hello' });
    expect(sent.takeArrived(1, [{ sendKey }])).toBeNull();
    expect(sent.keyFor(1, 'Hello')).not.toBe(sendKey);
  });

  it('are told as lost once for each loss', () => {
    const sent = openSentWords();
    expect(sent.takeLost(1)).toBe(false);
    const key = sent.keyFor(1, 'Hello');
    sent.lose(1);
    expect(sent.takeLost(1)).toBe(true);
    expect(sent.takeLost(1)).toBe(false);
    expect(sent.keyFor(1, 'Hello')).toBe(key);
  });
});
