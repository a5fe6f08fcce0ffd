import { describe, expect, it } from 'vitest';
import { en } from './en.ts';

describe('the English catalogue', () => {
  it('counts one and many', () => {
    expect(en.messages.tokens(1)).toBe('1 token');
    expect(en.messages.tokens(1024)).toBe('1,024 tokens');
    expect(en.forgetting.title(1, true)).toBe('Sending this makes the model forget one turn.');
    expect(en.forgetting.title(2, false)).toBe('Your next message makes the model forget two turns.');
    expect(en.forgetting.cost(1, 1, null)).toBe('1 token forgotten, 1 read again');
    expect(en.forgetting.cost(100, 290, 40)).toBe('100 tokens forgotten, 290 read again (40 ms)');
    expect(en.chats.machine('cpu', 2)).toBe('CPU, 2\u00a0threads');
  });

  it('does not say of what is kept that it is not seen', () => {
    const line = (seenAbove: number) => en.forgotten.line(248, '14:02', seenAbove).replace(/ at .*/, '');
    expect(line(0)).toBe('the model no longer sees what is above · 248 tokens forgotten');
    expect(line(1)).toBe('the model no longer sees what is above, but for a turn that is kept · 248 tokens forgotten');
    expect(line(2)).toBe(
      'the model no longer sees what is above, but for 2 turns that are kept · 248 tokens forgotten',
    );
  });

  it('says how many leave, and numbers turns of one name', () => {
    expect(en.gauge.forgets(2, true)).toBe('Sending forgets 2 turns');
    expect(en.gauge.forgets(1, false)).toBe('The next message forgets 1 turn');
    expect([1, 2, 3, 4, 11, 22].map(en.forgetting.nth)).toEqual([
      'the 1st',
      'the 2nd',
      'the 3rd',
      'the 4th',
      'the 11th',
      'the 22nd',
    ]);
  });

  it('prices by what is done first', () => {
    expect(en.turnChange.says('leaveOut', 19)).toBe(
      'The model no longer sees this turn; you still do. Frees 19 tokens.',
    );
    expect(en.turnChange.price(0, null)).toBe('Costs nothing now.');
    expect(en.forgotten.panel.price(196, 203, 300)).toBe('read again: 196 tokens, about 200 ms · 300 tokens used then');
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
    expect(en.formats.dayClock(new Date(2025, 2, 14, 9, 5).getTime(), now)).toBe('09:05');
    expect(en.formats.dayClock(new Date(2025, 1, 1, 9, 5).getTime(), now)).toBe('Feb 1, 09:05');
  });
});
