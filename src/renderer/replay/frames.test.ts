import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReplayGauge, ReplayMap, ReplaySegment } from '../../shared/replay-view.ts';
import { gaugeFrame } from './gauge-frame.ts';
import { placesAt, textAt } from './map-frame.ts';

const map = (places: ReplayMap['places']): ReplayMap => ({
  places,
  windowTokens: 512,
  title: '',
  says: '',
  legend: [],
});
const read = map([
  { kind: 'reused', tokens: 20 },
  { kind: 'read', tokens: 10 },
]);
const written = map([...read.places, { kind: 'written', tokens: 8 }, { kind: 'toRead', tokens: 1 }]);

describe('the places in the middle of a step', () => {
  it('are to be read until they were', () => {
    expect(placesAt(read, 'read', 0)).toEqual([
      { kind: 'reused', tokens: 20 },
      { kind: 'toRead', tokens: 10 },
    ]);
    expect(placesAt(read, 'read', 0.35)).toEqual([
      { kind: 'reused', tokens: 20 },
      { kind: 'read', tokens: 3 },
      { kind: 'toRead', tokens: 7 },
    ]);
    expect(placesAt(read, 'read', 1)).toEqual(read.places);
  });

  it('are free until they are written', () => {
    expect(placesAt(written, 'wrote', 0)).toEqual(read.places);
    expect(placesAt(written, 'wrote', 0.5)).toEqual([...read.places, { kind: 'written', tokens: 4 }]);
    expect(placesAt(written, 'wrote', 1)).toEqual(written.places);
  });
});

describe('a text that is being written', () => {
  it('is a beginning of it, grows, and never ends in half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.double({ min: 0, max: 1, noNaN: true }), (text, fraction) => {
        const shown = textAt(text, fraction);
        expect(text.startsWith(shown)).toBe(true);
        expect(shown.isWellFormed()).toBe(true);
        expect(textAt(text, 1)).toBe(text);
      }),
    );
  });
});

describe('the bar of a gauge', () => {
  const gauge = (segments: readonly ReplaySegment[], windowTokens: number | null = 100): ReplayGauge => ({
    ...{ segments, usedTokens: 0, draftTokens: 0, windowTokens },
    limitTokens: windowTokens === null ? null : windowTokens - 20,
    ...{ counts: '', sentence: '', tone: 'ok' },
  });
  const turn = (index: number, tokens: number): ReplaySegment => ({ kind: 'turn', turn: index, tokens, leaves: false });

  it('is as wide as the window: what is said, what is free, what is kept', () => {
    const { parts, totalTokens, limit } = gaugeFrame(gauge([turn(0, 30), turn(1, 20)]));
    expect(parts.map(({ key, width }) => [key, width])).toEqual([
      ['turn-0', 30],
      ['turn-1', 20],
      ['free', 30],
      ['reserve', 20],
    ]);
    expect([totalTokens, limit]).toEqual([100, 0.8]);
  });

  it('lays what is too much over what is kept, and is wider than the window only beyond that', () => {
    const over = gaugeFrame(gauge([turn(0, 90)]));
    expect(over.parts.map(({ key, width }) => [key, width])).toEqual([
      ['turn-0', 90],
      ['reserve', 10],
    ]);
    const beyond = gaugeFrame(gauge([turn(0, 125)]));
    expect([beyond.totalTokens, beyond.limit]).toEqual([125, 0.64]);
  });

  it('has no end where it is not known how large the window was', () => {
    const { parts, limit } = gaugeFrame(gauge([turn(0, 30)], null));
    expect(parts.map(({ key }) => key)).toEqual(['turn-0']);
    expect(limit).toBeNull();
  });

  it('is empty where nothing is known', () => {
    expect(gaugeFrame(gauge([], null))).toEqual({ parts: [], totalTokens: 0, limit: null });
  });
});
