import { describe, expect, it } from 'vitest';
import { Playing, type Position } from './playing.ts';

const steps = [
  { kind: 'said', measuredMs: null },
  { kind: 'read', measuredMs: 10 },
  { kind: 'wrote', measuredMs: 40 },
] as const;
/** Ten times slower than it was, and twice as fast as that. */
const speeds = [
  { stretch: 10, pauseShare: 1 },
  { stretch: 5, pauseShare: 0.5 },
];

/** A screen whose frames come every 10 ms of a clock that a test moves. */
class Screen {
  nowMs = 0;
  private waiting = new Map<number, (nowMs: number) => void>();
  private requests = 0;

  request(then: (nowMs: number) => void): number {
    this.requests++;
    this.waiting.set(this.requests, then);
    return this.requests;
  }

  cancel(request: number): void {
    this.waiting.delete(request);
  }

  get isIdle(): boolean {
    return this.waiting.size === 0;
  }

  passMs(milliseconds: number): void {
    for (const endMs = this.nowMs + milliseconds; this.nowMs <= endMs; this.nowMs += 10) {
      const called = [...this.waiting.values()];
      this.waiting.clear();
      for (const then of called) then(this.nowMs);
    }
  }
}

function open(isStill = false) {
  const screen = new Screen();
  const told: Position[] = [];
  const onChange = (position: Position) => told.push(position);
  const playing = new Playing({ steps, speeds, firstSpeed: 0, frames: screen, isStill: () => isStill, onChange });
  playing.goTo(0);
  return { screen, told, playing };
}

describe('playing a replay', () => {
  it('goes to a step at once, never beyond the ends, and then asks for no frame', () => {
    const { playing, screen } = open();
    playing.goTo(7);
    expect(playing.position).toMatchObject({ step: 2, fraction: 1, isPlaying: false });
    playing.goTo(-1);
    expect(playing.position).toMatchObject({ step: 0, fraction: 1 });
    expect(screen.isIdle).toBe(true);
  });

  it('lets a step happen for as long as it was measured, stretched, and stops there', () => {
    const { playing, screen } = open();
    playing.next();
    expect(playing.position).toMatchObject({ step: 1, fraction: 0 });
    screen.passMs(50);
    expect(playing.position.fraction).toBeCloseTo(0.5, 1);
    screen.passMs(60);
    expect(playing.position).toMatchObject({ step: 1, fraction: 1, isPlaying: false });
    expect(screen.isIdle).toBe(true);
  });

  it('has the rest of a step happen at once when it is pressed again', () => {
    const { playing, screen } = open();
    playing.next();
    screen.passMs(30);
    playing.next();
    expect(playing.position).toMatchObject({ step: 1, fraction: 1 });
    playing.next();
    expect(playing.position).toMatchObject({ step: 2, fraction: 0 });
  });

  it('plays every step in order to the end, and from the beginning again', () => {
    const { playing, screen, told } = open();
    playing.toggle();
    expect(playing.position).toMatchObject({ step: 0, isPlaying: true });
    screen.passMs(10_000);
    expect(playing.position).toMatchObject({ step: 2, fraction: 1, isPlaying: false });
    const order = told.map(({ step }) => step).filter((step, index, all) => step !== all[index - 1]);
    expect(order).toEqual([0, 1, 2]);
    expect(screen.isIdle).toBe(true);
    playing.toggle();
    expect(playing.position).toMatchObject({ step: 0, isPlaying: true });
  });

  it('pauses where it stands, as it is when the step has happened', () => {
    const { playing, screen } = open();
    playing.goTo(1);
    playing.toggle();
    screen.passMs(100);
    expect(playing.position).toMatchObject({ step: 2, isPlaying: true });
    playing.toggle();
    expect(playing.position).toMatchObject({ step: 2, fraction: 1, isPlaying: false });
    expect(screen.isIdle).toBe(true);
  });

  it('goes on from there at another speed', () => {
    const { playing, screen } = open();
    playing.goTo(1);
    playing.next();
    screen.passMs(200);
    const before = playing.position.fraction;
    expect(before).toBeCloseTo(0.5, 1);
    playing.setSpeed(1);
    screen.passMs(0);
    expect(playing.position.fraction).toBeCloseTo(before, 1);
    screen.passMs(110);
    expect(playing.position.fraction).toBe(1);
  });

  it('moves nothing where that is not wanted, and takes its time all the same', () => {
    const { playing, screen, told } = open(true);
    playing.toggle();
    screen.passMs(10_000);
    expect(told.every(({ fraction }) => fraction === 1)).toBe(true);
    expect(playing.position.step).toBe(2);
  });
});
