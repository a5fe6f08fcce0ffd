import { afterEach, describe, expect, it, vi } from 'vitest';
import type { StoredMessage } from '../store/messages.ts';
import { branchMessage } from '../test-support/branch-messages.ts';
import { EARLIER_MESSAGES, EarlierMessages } from './earlier-messages.ts';
import { ReadingByModel } from './message-reading.ts';

const messages = (count: number) => Array.from({ length: count }, (_, index) => branchMessage(index + 1));

/** Encoding takes so long, whatever the machine. */
class SlowReading extends ReadingByModel {
  private readonly ms: number;

  constructor(ms: number) {
    super(null);
    this.ms = ms;
  }

  override idsOf(message: StoredMessage): readonly number[] {
    const endsAtMs = performance.now() + this.ms;
    while (performance.now() < endsAtMs);
    return message.tokenIds;
  }
}

/** All pieces before the newest message, the newest piece first, and how often the store was asked. */
function readAll(all: readonly StoredMessage[], reading: ReadingByModel, held: readonly StoredMessage[] = []) {
  let asked = 0;
  const earlier = new EarlierMessages((messageId, count) => {
    asked++;
    const end = all.findIndex(({ id }) => id === messageId);
    return all.slice(Math.max(0, end - count), end);
  });
  if (held.length > 0) earlier.hold(held, true);
  const pieces: (readonly StoredMessage[])[] = [];
  let first = all.at(-1) as StoredMessage;
  for (;;) {
    const { messages: piece, isFirst } = earlier.next(first, reading);
    pieces.push(piece);
    first = piece[0] ?? first;
    if (isFirst) return { pieces, asked, read: [...pieces].reverse().flat() };
  }
}

afterEach(() => vi.restoreAllMocks());

describe('what stands before a branch', () => {
  it('comes in large pieces where its ids are those of the model', () => {
    // They take no time worth a name, unless others have the processor meanwhile.
    vi.spyOn(performance, 'now').mockReturnValue(0);
    const all = messages(2 * EARLIER_MESSAGES + 41);
    const { pieces, read } = readAll(all, new ReadingByModel(null));
    expect(pieces.map(({ length }) => length)).toEqual([EARLIER_MESSAGES, EARLIER_MESSAGES, 40]);
    expect(read).toEqual(all.slice(0, -1));
  });

  it('comes in pieces of a few milliseconds where it is encoded anew, and is read from the store once', () => {
    const all = messages(60);
    const { pieces, read, asked } = readAll(all, new SlowReading(2));
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(4);
    expect(read).toEqual(all.slice(0, -1));
    expect(asked).toBe(1);
  });

  it('is not read from the store where it is in memory', () => {
    const all = messages(60);
    const { read, asked } = readAll(all, new SlowReading(1), all.slice(0, -1));
    expect(read).toEqual(all.slice(0, -1));
    expect(asked).toBe(0);
  });

  it('is read from the store where what is in memory stands before another message', () => {
    const all = messages(20);
    const { read, asked } = readAll(all, new ReadingByModel(null), all.slice(0, 7));
    expect(read).toEqual(all.slice(0, -1));
    expect(asked).toBe(1);
  });
});
