/** As many ends in a row without a ready engine between, or within a minute, are no accident. */
export const MOST_ENDS = 3;
const MINUTE_MS = 60_000;
const RESTART_DELAY_MS = 150;

/** How engines ended of late: what decides whether one more is started by itself. */
export class EngineEnds {
  private inARow = 0;
  private recentMs: number[] = [];

  /** `nowMs` is of a clock that is never set back. */
  note(nowMs: number): void {
    this.inARow += 1;
    this.recentMs = [...this.recentMs.filter((endMs) => nowMs - endMs < MINUTE_MS), nowMs];
  }

  noteReady(): void {
    this.inARow = 0;
  }

  clear(): void {
    this.inARow = 0;
    this.recentMs = [];
  }

  get areTooMany(): boolean {
    return this.inARow >= MOST_ENDS || this.recentMs.length >= MOST_ENDS;
  }

  /** Nothing after a first end, so that the chat goes on at once. */
  get restartDelayMs(): number {
    return RESTART_DELAY_MS * (2 ** (Math.max(1, this.recentMs.length) - 1) - 1);
  }
}
