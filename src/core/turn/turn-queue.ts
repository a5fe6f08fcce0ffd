interface Waiting {
  readonly signal: AbortSignal;
  /** Gives the turn to whoever waits. */
  readonly admit: () => void;
}

/** Answers are made one at a time, in the order they were asked for: two at once would only halve each other's speed. */
export class TurnQueue {
  private isTaken = false;
  private waiting: Waiting[] = [];

  /** True while something runs or waits: what is asked for now has to wait. */
  get isBusy(): boolean {
    return this.isTaken || this.waiting.length > 0;
  }

  /** Somebody waits behind whoever has the turn. */
  get isAwaited(): boolean {
    return this.waiting.length > 0;
  }

  /**
   * Waits for the turn and gives what hands it on, to be called once, whatever happens; null when the signal aborted before:
   * whoever waits no more is out of the line at once. The order is that of the calls.
   */
  enter(signal: AbortSignal): Promise<(() => void) | null> {
    if (signal.aborted) return Promise.resolve(null);
    return new Promise((resolve) => {
      const leave = () => {
        this.waiting = this.waiting.filter((other) => other !== entry);
        resolve(null);
      };
      const entry: Waiting = {
        signal,
        admit: () => {
          signal.removeEventListener('abort', leave);
          resolve(this.handOn());
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.waiting.push(entry);
      this.admitNext();
    });
  }

  private admitNext(): void {
    if (this.isTaken) return;
    const next = this.waiting.shift();
    if (!next) return;
    this.isTaken = true;
    next.admit();
  }

  private handOn(): () => void {
    let isDone = false;
    return () => {
      if (isDone) return;
      isDone = true;
      this.isTaken = false;
      this.admitNext();
    };
  }
}
