import { describe, expect, it } from 'vitest';
import type { GaugeSegment, Usage } from '../../../shared/views.ts';
import { gaugeParts } from './gauge-parts.ts';

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
});
