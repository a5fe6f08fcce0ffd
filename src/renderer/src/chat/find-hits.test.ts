import { describe, expect, it } from 'vitest';
import { placeFrom } from './find-hits.ts';

const hits = [
  { messageId: 3, start: 5, end: 7 },
  { messageId: 3, start: 9, end: 11 },
  { messageId: 8, start: 0, end: 2 },
];

describe('the place that is looked at', () => {
  it.each([
    ['is the same one while it is still found', { messageId: 3, start: 9 }, 1],
    ['is the next one where it is found no more', { messageId: 3, start: 6 }, 1],
    ['is in the first message behind', { messageId: 4, start: 0 }, 2],
    ['begins anew behind the last one', { messageId: 9, start: 0 }, 0],
  ])('%s', (_, from, expected) => {
    expect(placeFrom(hits, from)).toBe(expected);
  });

  it('is none where nothing is found', () => {
    expect(placeFrom([], { messageId: 1, start: 0 })).toBe(-1);
  });
});
