import { describe, expect, it } from 'vitest';
import type { Usage } from '../../../shared/usage-view.ts';
import { en } from '../../../shared/words/en.ts';
import { type DraftState, gaugeCounts } from './gauge-counts.ts';
import { gaugeSentence } from './gauge-sentence.ts';
import { liveUsage } from './live-usage.ts';

const calm: Usage = {
  windowTokens: 512,
  reserveTokens: 64,
  limitTokens: 448,
  usedTokens: 190,
  draftTokens: 0,
  level: 'ok',
  segments: [],
  sending: { type: 'fits' },
  roomForTurns: 6,
  nextForgets: null,
};
const say = (changes: Partial<Usage>) => gaugeSentence(en.gauge, { ...calm, ...changes });

describe('what the gauge says', () => {
  it('is calm, then notices, then warns', () => {
    expect(say({})).toEqual({ tone: 'calm', text: 'room for about 6 turns' });
    expect(say({ level: 'notice', usedTokens: 346, draftTokens: 12, roomForTurns: 1 })).toEqual({
      tone: 'notice',
      text: '79%: about one turn left',
    });
    expect(say({ level: 'warn', usedTokens: 390, draftTokens: 31, nextForgets: { turns: 8, tokens: 248 } }).text).toBe(
      '93%: soon the oldest 8 turns will be forgotten',
    );
    expect(say({ level: 'warn', usedTokens: 390, nextForgets: { turns: 1, tokens: 90 } }).text).toBe(
      '87%: soon the oldest turn will be forgotten',
    );
    expect(say({ level: 'warn', usedTokens: 430 }).text).toBe('95%: the window is nearly full');
    // Where nothing is to be told beforehand.
    expect(say({ level: 'over', usedTokens: 430, draftTokens: 30 }).text).toBe('102%: the window is full');
  });

  it('speaks of no average that there is none of', () => {
    expect(say({ roomForTurns: null }).text).toBe('');
    expect(say({ usedTokens: 0, roomForTurns: null }).text).toBe('the window is empty');
    expect(say({ level: 'notice', usedTokens: 346, roomForTurns: null }).text).toBe('77%: the window fills');
  });

  it('counts what is used, what is too much, and what is kept for the reply', () => {
    const count = (changes: Partial<Usage>, draft: DraftState = 'counted') =>
      gaugeCounts(en.gauge, { ...calm, limitTokens: 416, reserveTokens: 96, ...changes }, draft);
    expect(count({ usedTokens: 36 })).toBe('36 of 416 used · 96 kept for the reply');
    expect(count({ usedTokens: 400, draftTokens: 44 })).toBe(
      '400 of 416 used · draft 44 · 28 over · 96 kept for the reply',
    );
    expect(count({ usedTokens: 400, draftTokens: 3 }, 'uncounted')).toBe(
      '400 of 416 used · draft — · 96 kept for the reply',
    );
    expect(count({ usedTokens: 0, draftTokens: 8 }, 'sent')).toBe(
      '0 of 416 used · 8 just sent · 96 kept for the reply',
    );
  });

  it('follows an answer across the thresholds while it is written', () => {
    expect(liveUsage(calm, null)).toBe(calm);
    expect(liveUsage(calm, 335).level).toBe('ok');
    expect(liveUsage(calm, 336)).toMatchObject({ usedTokens: 336, level: 'notice' });
    expect(liveUsage({ ...calm, draftTokens: 12 }, 392).level).toBe('warn');
    expect(liveUsage(calm, 449).level).toBe('over');
    expect(gaugeSentence(en.gauge, liveUsage(calm, 404))).toEqual({
      tone: 'notice',
      text: '90%: the window is nearly full',
    });
  });

  it('counts what sending forgets, which the panel names, and says what cannot fit', () => {
    const turns = [
      { turnId: 1, name: 'Hello! My…', tokens: 40 },
      { turnId: 3, name: 'What is the…', tokens: 60 },
    ];
    const forgets = { type: 'forgets', turns, forgottenTokens: 100, rereadTokens: 290, rereadMs: 40 } as const;
    expect(say({ sending: forgets, draftTokens: 72 }).text).toBe('Sending forgets 2 turns');
    expect(say({ sending: forgets }).text).toBe('The next message forgets 2 turns');
    const tooLong = { type: 'cannotFit', overByTokens: 72, cause: 'draft' } as const;
    expect(say({ sending: { ...tooLong, fittingStart: null, fittingEnd: null } }).text).toBe(
      'This message is 72 tokens too long',
    );
    // What of it would fit is said beside it then.
    expect(say({ sending: { ...tooLong, fittingStart: 80, fittingEnd: null } }).text).toBe('');
    expect(say({ sending: { ...tooLong, fittingStart: null, fittingEnd: 85 } }).text).toBe('');
  });
});
