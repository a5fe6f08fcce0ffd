import type { StoredMessage } from '../store/messages.ts';
import type { ReadingByModel } from './message-reading.ts';

/** So many are read at once: a keystroke waits no longer. */
export const EARLIER_MESSAGES = 1_000;

/** Words of another vocabulary are encoded anew no longer than this at a time, beside the one message that takes longer by itself. */
const ENCODING_MS = 6;

/** A piece of a branch that stands before what is known of it. */
export interface EarlierPiece {
  readonly messages: readonly StoredMessage[];
  /** Nothing stands before them. */
  readonly isFirst: boolean;
}

/** Gives what stands before the branch in memory in pieces, from the newest back: out of the store, or of memory where it is counted anew. */
export class EarlierMessages {
  private readonly before: (messageId: number, count: number) => readonly StoredMessage[];
  private known: readonly StoredMessage[] = [];
  /** Nothing stands before those that are known. */
  private isAll = false;

  constructor(before: (messageId: number, count: number) => readonly StoredMessage[]) {
    this.before = before;
  }

  /** These stand before the branch from now on. */
  hold(messages: readonly StoredMessage[], isAll: boolean): void {
    this.known = messages;
    this.isAll = isAll;
  }

  /** What stands right before this message, as much as is read and encoded in a moment. */
  next(first: StoredMessage, reading: ReadingByModel): EarlierPiece {
    if (this.known.length === 0 || this.known.at(-1)?.id !== first.parentId) {
      const read = this.before(first.id, EARLIER_MESSAGES);
      this.hold(read, read.length < EARLIER_MESSAGES);
    }
    const { known } = this;
    const endsAtMs = performance.now() + ENCODING_MS;
    let start = known.length;
    while (start > 0 && known.length - start < EARLIER_MESSAGES) {
      reading.idsOf(known[--start] as StoredMessage);
      if (performance.now() >= endsAtMs) break;
    }
    this.known = known.slice(0, start);
    return { messages: known.slice(start), isFirst: start === 0 && this.isAll };
  }
}
