import { describe, expect, it } from 'vitest';
import { levelOf } from '../../shared/gauge-level.ts';
import { type UsageInput, usageOf } from './usage.ts';
import { planWindow, type WindowTurn } from './window.ts';

const turn = (id: number, tokenCount: number, isPinned = false): WindowTurn => ({
  id,
  tokenCount,
  isPinned,
  isLeftOut: false,
});

function usage(turns: readonly WindowTurn[], draftTokens: number, more: Partial<UsageInput> = {}) {
  return usageOf({
    windowTokens: 512,
    reserveTokens: 96,
    openingTokens: 0,
    plan: planWindow(turns, { limitTokens: 416 }, draftTokens, 0),
    planBeyond: null,
    seen: turns,
    draftTokens,
    nameOf: (id) => `turn ${id}`,
    prefillTokensPerMs: null,
    ...more,
  });
}

describe('the gauge', () => {
  it('counts what is used and what the draft adds against window minus reserve', () => {
    expect(usage([turn(1, 100)], 20)).toMatchObject({
      windowTokens: 512,
      reserveTokens: 96,
      limitTokens: 416,
      usedTokens: 100,
      draftTokens: 20,
      level: 'ok',
      sending: { type: 'fits' },
      roomForTurns: null,
    });
  });

  it('says how many turns still fit once there are three of them to take the mean of', () => {
    expect(usage([turn(1, 40), turn(2, 50)], 0).roomForTurns).toBeNull();
    expect(usage([turn(1, 40), turn(2, 50), turn(3, 60)], 0).roomForTurns).toBe(5);
  });

  it('is over where the window leaves no room at all, whatever is said', () => {
    expect(levelOf(0, 0)).toBe('over');
    expect(levelOf(13, -72)).toBe('over');
  });

  it.each([
    [311, 'ok'],
    [312, 'notice'],
    [374, 'notice'],
    [375, 'warn'],
    [416, 'warn'],
    [417, 'over'],
  ])('is at %i of 416 tokens "%s"', (tokens, level) => {
    expect(levelOf(tokens, 416)).toBe(level);
  });

  it('counts what the form begins with as used, before the turns and apart from their mean', () => {
    const turns = [turn(1, 50), turn(3, 50), turn(5, 50)];
    const { usedTokens, segments, roomForTurns } = usage(turns, 0, { openingTokens: 60 });
    expect(usedTokens).toBe(210);
    expect(segments.map(({ type, tokens }) => [type, tokens])).toEqual([
      ...[
        ['opening', 60],
        ['turn', 50],
        ['turn', 50],
        ['turn', 50],
      ],
      ...[
        ['free', 206],
        ['reserve', 96],
      ],
    ]);
    expect(roomForTurns).toBe(4);
  });

  it('shows every token of the window in exactly one segment while all fits', () => {
    const { segments } = usage([turn(1, 100, true), turn(3, 50)], 20);
    expect(segments.map((segment) => [segment.type, segment.tokens])).toEqual([
      ['pinned', 100],
      ['turn', 50],
      ['draft', 20],
      ['free', 246],
      ['reserve', 96],
    ]);
    expect(segments.reduce((sum, segment) => sum + segment.tokens, 0)).toBe(512);
  });

  it('names what sending would forget, what is read again, and how long that takes at the measured speed', () => {
    const turns = [turn(1, 200), turn(3, 150)];
    const told = usage(turns, 100, { prefillTokensPerMs: 10 });
    expect(told.sending).toEqual({
      type: 'forgets',
      turns: [{ turnId: 1, name: 'turn 1', tokens: 200 }],
      forgottenTokens: 200,
      rereadTokens: 150,
      rereadMs: 15,
    });
    expect(told.segments.filter((segment) => segment.isForgottenNext).map((segment) => segment.turn?.turnId)).toEqual([
      1,
    ]);
    expect(told.level).toBe('over');
  });

  it('counts what will go once the limit is passed, unless the draft has passed it or nothing could go', () => {
    const turns = [turn(1, 200), turn(3, 150)];
    const beyond = (draftTokens: number, limitTokens = 416) => planWindow(turns, { limitTokens }, draftTokens, 0);
    expect(usage(turns, 10, { planBeyond: beyond(67) }).nextForgets).toEqual({ turns: 1, tokens: 200 });
    expect(usage(turns, 10, { planBeyond: beyond(67, 200) }).nextForgets).toBeNull();
    expect(usage(turns, 100).nextForgets).toBeNull();
  });

  it('claims no time before one was measured', () => {
    expect(usage([turn(1, 200), turn(3, 150)], 100).sending).toMatchObject({ rereadMs: null });
  });
});
