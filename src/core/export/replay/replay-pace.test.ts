import { describe, expect, it } from 'vitest';
import { en } from '../../../shared/words/en.ts';
import { playingSpeeds, stretchFor } from './replay-pace.ts';

const took = (prefillMs: number, decodeMs: number) => ({ prefillMs, decodeMs });

describe('how fast a replay is played', () => {
  it('makes what took a moment long enough to be seen, and what took minutes short', () => {
    expect(stretchFor([took(4, 36), took(2, 38), took(300, 4_000)])).toBe(50);
    expect(stretchFor([took(500, 1_400)])).toBe(1);
    expect(stretchFor([took(20_000, 180_000)])).toBe(0.01);
  });

  it('is the same for the whole chat, and says what it is against how fast it was', () => {
    const { speeds, firstSpeed } = playingSpeeds([took(4, 36)], en);
    expect(speeds.map(({ stretch }) => stretch)).toEqual([100, 50, 25, 12.5]);
    expect(speeds[firstSpeed]?.says).toBe('Reading and writing are played 50 × slower than they were');
    const quick = playingSpeeds([took(2_000, 18_000)], en);
    expect(quick.speeds[quick.firstSpeed]?.says).toBe('Reading and writing are played 10 × faster than they were');
  });

  it('says nothing of speed where nothing was measured', () => {
    expect(stretchFor([])).toBeNull();
    expect(playingSpeeds([], en).speeds.map(({ says }) => says)).toEqual(Array(4).fill('No times were measured.'));
  });
});
