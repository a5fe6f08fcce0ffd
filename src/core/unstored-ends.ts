import { CoreError } from '../shared/wire.ts';
import type { AnswerEnd } from './store/turn-records.ts';

/** How often a disk that failed is tried again. */
const RETRY_MS = 2_000;

export interface UnstoredEndsOptions {
  readonly store: (end: AnswerEnd) => void;
  readonly onStored: (end: AnswerEnd) => void;
  readonly onFailed: (error: unknown) => void;
}

/** Answers that have ended and could not be stored as they ended: kept in memory, and tried again until they are. */
export class UnstoredEnds {
  private readonly options: UnstoredEndsOptions;
  private ends: AnswerEnd[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(options: UnstoredEndsOptions) {
    this.options = options;
  }

  add(end: AnswerEnd): void {
    this.ends.push(end);
    this.retrySoon();
  }

  /** Whether this holds of one of the messages that are kept. */
  some(holds: (messageId: number) => boolean): boolean {
    return this.ends.some((end) => holds(end.messageId));
  }

  get isEmpty(): boolean {
    return this.ends.length === 0;
  }

  /** Tries all of them now, in their order; the first that fails again ends it. */
  retry(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    while (this.ends.length > 0) {
      const end = this.ends[0] as AnswerEnd;
      try {
        this.options.store(end);
      } catch (error) {
        this.options.onFailed(error);
        if (error instanceof CoreError) {
          this.retrySoon();
          return;
        }
        // Stored after all, in a folder that was away: there is nothing left to try.
      }
      this.ends.shift();
      this.options.onStored(end);
    }
  }

  /** A last try; what cannot be stored then is lost with the process, but for its partial saves. */
  close(): void {
    this.retry();
    clearTimeout(this.timer);
  }

  private retrySoon(): void {
    this.timer ??= setTimeout(() => this.retry(), RETRY_MS);
  }
}
