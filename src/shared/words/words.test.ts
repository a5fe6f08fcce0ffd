import { describe, expect, it } from 'vitest';
import { en } from './en.ts';

describe('the English catalogue', () => {
  it('counts one and many', () => {
    expect(en.messages.tokens(1)).toBe('1 token');
    expect(en.messages.tokens(1024)).toBe('1,024 tokens');
    expect(en.forgetting.title(1, true)).toBe('Sending this makes the model forget one turn.');
    expect(en.forgetting.title(2, false)).toBe('Your next message makes the model forget two turns.');
    expect(en.forgetting.cost(1, 1, null)).toBe('1 token leaves, 1 is read again');
    expect(en.forgetting.cost(100, 290, 40)).toBe('100 tokens leave, 290 are read again (0.04 s)');
    expect(en.chats.machine('cpu', 2)).toBe('CPU, 2\u00a0threads');
  });

  it('does not say of what is kept that it is not seen', () => {
    const line = (seenAbove: number) => en.messages.line(248, 0, seenAbove).replace(/ at .*/, '');
    expect(line(0)).toBe('the model no longer sees what is above · 248 tokens forgotten');
    expect(line(1)).toBe('the model no longer sees what is above, but for a turn that is kept · 248 tokens forgotten');
    expect(line(2)).toBe(
      'the model no longer sees what is above, but for 2 turns that are kept · 248 tokens forgotten',
    );
  });

  it('names up to two forgotten turns in the line, of more the first one, and counts the rest', () => {
    expect(en.gauge.forgets(['Hello! My…', 'What is the…'], true)).toBe(
      'Sending forgets 2 turns: “Hello! My…”, “What is the…”',
    );
    expect(en.gauge.forgets(['a', 'b', 'c'], false)).toBe('The next message forgets 3 turns: “a” and 2 more');
  });

  it('writes sizes and times as a person reads them', () => {
    expect(en.formats.bytes(2_610_000)).toBe('2.61 MB');
    expect(en.formats.bytes(999)).toBe('999 B');
    expect(en.formats.duration(48.4)).toBe('48 ms');
    expect(en.formats.duration(1449)).toBe('1.4 s');
    expect(en.formats.seconds(203)).toBe('0.2 s');
  });

  it('shows the clock today, the weekday this week and the date before', () => {
    const now = new Date(2025, 2, 14, 15, 0).getTime();
    expect(en.formats.shortTime(new Date(2025, 2, 14, 9, 5).getTime(), now)).toBe('09:05');
    expect(en.formats.shortTime(new Date(2025, 2, 12, 9, 5).getTime(), now)).toBe('Wed');
    expect(en.formats.shortTime(new Date(2025, 1, 1, 9, 5).getTime(), now)).toBe('Feb 1');
  });
});
