import { describe, expect, it } from 'vitest';
import type { GaugeSegment, Usage } from '../../../shared/usage-view.ts';
import { gaugeMarks, gaugeParts } from './gauge-parts.ts';

function segment(type: GaugeSegment['type'], tokens: number, turnId?: number): GaugeSegment {
  const turn = turnId === undefined ? null : { turnId, name: 'words', tokens };
  return { type, tokens, turn, isForgottenNext: false };
}

function usageOf(segments: readonly GaugeSegment[]): Usage {
  return {
    windowTokens: 512,
    reserveTokens: 96,
    limitTokens: 416,
    usedTokens: 100,
    draftTokens: 0,
    level: 'ok',
    segments,
    sending: { type: 'fits' },
    roomForTurns: null,
    nextForgets: null,
  };
}

describe('the bar of the gauge', () => {
  const segments = [segment('turn', 60, 1), segment('pinned', 40, 3), segment('free', 316), segment('reserve', 96)];

  it('has a piece for each segment', () => {
    const parts = gaugeParts(usageOf(segments), null);
    expect(parts.map(({ kind, tokens }) => [kind, tokens])).toEqual([
      ['turn', 60],
      ['pinned', 40],
      ['free', 316],
      ['reserve', 96],
    ]);
  });

  it('begins with what the form begins with, and has the answer under way behind the turns', () => {
    const parts = gaugeParts(usageOf([segment('opening', 20), ...segments]), 112);
    expect(parts.map(({ kind }) => kind)).toEqual(['opening', 'turn', 'pinned', 'answer', 'free', 'reserve']);
  });

  it('grows by the answer under way at the cost of what is free', () => {
    const parts = gaugeParts(usageOf(segments), 112);
    expect(parts.map(({ kind, tokens }) => [kind, tokens])).toEqual([
      ['turn', 60],
      ['pinned', 40],
      ['answer', 12],
      ['free', 304],
      ['reserve', 96],
    ]);
    expect(parts.reduce((sum, part) => sum + part.tokens, 0)).toBe(512);
  });

  it('shows what is too much beyond the limit, and what is kept for the reply below it', () => {
    const full = [segment('turn', 400, 1), segment('draft', 44), segment('free', 0), segment('reserve', 96)];
    const usage = { ...usageOf(full), usedTokens: 400, draftTokens: 44 };
    const parts = gaugeParts(usage, null);
    expect(parts.map(({ kind, width }) => [kind, width])).toEqual([
      ['turn', 400],
      ['draft', 44],
      ['reserve', 68],
    ]);
    expect(parts.at(-1)?.tokens).toBe(96);
    expect(gaugeMarks(usage, parts)).toEqual({ totalTokens: 512, limit: 416 / 512, window: 1, isOver: true });
  });

  it('is as wide as what does not even fit into the window', () => {
    const full = [segment('turn', 400, 1), segment('draft', 200), segment('reserve', 96)];
    const usage = { ...usageOf(full), usedTokens: 400, draftTokens: 200 };
    const parts = gaugeParts(usage, null);
    expect(parts.reduce((sum, part) => sum + part.width, 0)).toBe(600);
    expect(gaugeMarks(usage, parts)).toMatchObject({ limit: 416 / 600, window: 512 / 600, isOver: true });
  });

  it('lets an answer grow over what is kept for it', () => {
    const usage = usageOf([segment('turn', 400, 1), segment('free', 16), segment('reserve', 96)]);
    const parts = gaugeParts({ ...usage, usedTokens: 400 }, 450);
    expect(parts.map(({ kind, width }) => [kind, width])).toEqual([
      ['turn', 400],
      ['answer', 50],
      ['reserve', 62],
    ]);
  });
});
