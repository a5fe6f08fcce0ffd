import { describe, expect, it } from 'vitest';
import { placesOf, ReadTurns } from './turn-spans.ts';

const spans = [
  { turnId: 1, tokens: 10, questionTokens: 4, answerId: 2 },
  { turnId: 3, tokens: 20, questionTokens: 8, answerId: 4 },
  { turnId: 5, tokens: 5, questionTokens: 5, answerId: null },
] as const;

describe('what was read before', () => {
  it('counts behind what is reused, by turn, wherever a turn stands now', () => {
    const read = new ReadTurns();
    read.note(spans.slice(0, 2), 25);
    expect(read.rereadTokens(spans, 0)).toBe(25);
    expect(read.rereadTokens(spans, 12)).toBe(13);
    expect(read.rereadTokens(spans.slice(1), 0)).toBe(15);
    expect(read.rereadTokens(spans.slice(2), 0)).toBe(0);
  });

  it('counts what the form begins with until that is another text', () => {
    const read = new ReadTurns();
    const opening = { turnId: null, tokens: 7, questionTokens: 7, answerId: null };
    read.note([opening, ...spans], 20);
    expect(read.rereadTokens([opening, ...spans], 0)).toBe(20);
    expect(read.rereadTokens([opening, spans[1]], 3)).toBe(4 + 3);
    read.openingChanged();
    expect(read.rereadTokens([{ ...opening, tokens: 4 }, ...spans], 0)).toBe(13);
  });

  it('counts only as far as was read again, where reading was stopped', () => {
    const read = new ReadTurns();
    read.note([spans[1]], 20);
    expect(read.rereadTokens(spans, 0, 8)).toBe(0);
    expect(read.rereadTokens(spans, 0, 14)).toBe(4);
    expect(read.rereadTokens(spans, 0, 35)).toBe(20);
  });
});

describe('other answers of a question', () => {
  const other = { ...spans[1], tokens: 30, answerId: 6 };

  it('have their question in common and nothing else', () => {
    const read = new ReadTurns();
    read.note(spans.slice(0, 2), 30);
    expect(read.rereadTokens([spans[0], other], 0)).toBe(18);
    read.note([spans[0], other], 25);
    expect(read.rereadTokens([spans[0], other], 18)).toBe(7);
    expect(read.rereadTokens([spans[0], spans[1]], 18)).toBe(12);
  });

  it('read what they take over again, but for the token that runs in any case', () => {
    const read = new ReadTurns();
    read.note(spans.slice(0, 2), 30);
    const again = { turnId: 3, questionTokens: 8, answerId: 6, earlierId: 4, takenOverTokens: 5 };
    read.askAgain(again);
    expect(read.rereadTokens([spans[0], { ...other, tokens: 13 }], 0)).toBe(22);
    read.askAgain({ ...again, answerId: 7, takenOverTokens: 0 });
    expect(read.rereadTokens([spans[0], { ...other, answerId: 7, tokens: 8 }], 0)).toBe(17);
  });
});

describe('the places of turns', () => {
  it('are as their rows came about, and to be read where there are none', () => {
    const rows = [
      { origin: 'reused', tokens: 12 },
      { origin: 'read', tokens: 6 },
    ] as const;
    expect(placesOf(spans, rows)).toEqual([
      { turnId: 1, origin: 'reused', tokens: 10 },
      { turnId: 3, origin: 'reused', tokens: 2 },
      { turnId: 3, origin: 'read', tokens: 6 },
      { turnId: 3, origin: 'toRead', tokens: 12 },
      { turnId: 5, origin: 'toRead', tokens: 5 },
    ]);
  });
});
