import { describe, expect, it } from 'vitest';
import { ReadingSpeed } from './reading-speed.ts';

describe('the speed of reading', () => {
  it('is not known before something was read, and not told by a few tokens', () => {
    const speed = new ReadingSpeed();
    speed.note(15, 10);
    speed.note(100, 0);
    expect([speed.tokensPerMs, speed.msFor(100)]).toEqual([null, null]);
    speed.note(16, 8);
    expect([speed.tokensPerMs, speed.msFor(100)]).toEqual([2, 50]);
  });

  it('follows what is measured, and is not thrown far off by a single one', () => {
    const speed = new ReadingSpeed();
    for (let count = 0; count < 10; count++) speed.note(100, 100);
    speed.note(100, 400);
    expect(speed.msFor(100)).toBeCloseTo(174.1, 1);
    for (let count = 0; count < 10; count++) speed.note(100, 400);
    expect(speed.msFor(100)).toBeGreaterThan(395);
  });
});
