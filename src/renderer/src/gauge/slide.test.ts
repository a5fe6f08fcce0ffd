import { describe, expect, it } from 'vitest';
import type { GaugePart } from './gauge-parts.ts';
import { slideOf } from './slide.ts';

function part(kind: GaugePart['kind'], width: number, turnId: number | null = null): GaugePart {
  const key = turnId === null ? kind : `turn-${turnId}`;
  return { key, kind, tokens: width, width, turnId, name: '', isForgottenNext: false, isTooLong: false };
}

const before = [part('turn', 20, 1), part('turn', 30, 3), part('turn', 10, 5), part('draft', 20), part('reserve', 20)];

describe('the slide of the gauge', () => {
  it('takes out to the left what was forgotten, and moves up what stays', () => {
    const after = [part('turn', 10, 5), part('turn', 20, 7), part('free', 50), part('reserve', 20)];
    const slide = slideOf(before, after, new Set([1, 3]));
    expect(slide?.leaving).toEqual([
      { key: 'turn-1', left: 0, width: 0.2 },
      { key: 'turn-3', left: 0.2, width: 0.3 },
    ]);
    expect(slide?.outBy).toBeCloseTo(0.5);
    expect([...(slide?.movedBy ?? [])]).toEqual([
      ['turn-5', 0.5],
      ['turn-7', 0.6 - 0.1],
    ]);
  });

  it('leaves where it is what is pinned before what goes', () => {
    const after = [
      part('turn', 20, 1),
      part('turn', 10, 5),
      part('turn', 20, 7),
      part('free', 30),
      part('reserve', 20),
    ];
    const slide = slideOf(before, after, new Set([3]));
    expect(slide?.leaving.map(({ key }) => key)).toEqual(['turn-3']);
    expect(slide?.movedBy.has('turn-1')).toBe(false);
  });

  it('is none when a turn left for another reason, or all stay', () => {
    expect(slideOf(before, before, new Set([1]))).toBeNull();
    expect(slideOf(before, before.slice(1), new Set())).toBeNull();
  });
});
