/** Answers are made one at a time, in the order they were asked for: two at once would only halve each other's speed. */
export class TurnQueue {
  private tail: Promise<void> = Promise.resolve();
  private waitingCount = 0;

  /** True while something runs or waits: what is added now has to wait. */
  get isBusy(): boolean {
    return this.waitingCount > 0;
  }

  /** Runs `work` after all that was added before it. `work` reports its own errors and must not reject. */
  add(work: () => Promise<void>): void {
    this.waitingCount += 1;
    this.tail = this.tail.then(work).finally(() => {
      this.waitingCount -= 1;
    });
  }

  /** Settles when all that was added so far is done. */
  whenIdle(): Promise<void> {
    return this.tail;
  }
}
