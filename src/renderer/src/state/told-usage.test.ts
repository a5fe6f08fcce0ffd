import { describe, expect, it } from 'vitest';
import type { Usage } from '../../../shared/usage-view.ts';
import { toldUsage } from './told-usage.ts';

const turn = { turnId: 1, name: 'Hello!', tokens: 300 };
const usage: Usage = {
  windowTokens: 512,
  reserveTokens: 96,
  limitTokens: 416,
  usedTokens: 400,
  draftTokens: 30,
  level: 'over',
  segments: [{ type: 'turn', tokens: 300, turn, isForgottenNext: true }],
  sending: { type: 'forgets', turns: [turn], forgottenTokens: 300, rereadTokens: 100, rereadMs: 9 },
  roomForTurns: null,
  nextForgets: { turns: 1, tokens: 300 },
};

describe('what is told before forgetting', () => {
  it('is all of it, or nothing where the chat does not want it told', () => {
    expect(toldUsage(usage, 'show')).toBe(usage);
    expect(toldUsage(usage, 'ask')).toBe(usage);
    const quiet = toldUsage(usage, 'silent');
    expect(quiet).toMatchObject({ sending: { type: 'fits' }, nextForgets: null, usedTokens: 400 });
    expect(quiet.segments.some(({ isForgottenNext }) => isForgottenNext)).toBe(false);
  });

  it('is the same object for the same plan, so that nothing renders for it', () => {
    expect(toldUsage(usage, 'silent')).toBe(toldUsage(usage, 'silent'));
  });

  it('always says that something cannot be sent', () => {
    const tooLong = { type: 'cannotFit', overByTokens: 3, cause: 'draft', fittingStart: 9, fittingEnd: 9 } as const;
    const stuck: Usage = { ...usage, sending: tooLong };
    expect(toldUsage(stuck, 'silent').sending).toEqual(stuck.sending);
  });
});
