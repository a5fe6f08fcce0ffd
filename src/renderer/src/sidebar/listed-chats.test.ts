import { describe, expect, it } from 'vitest';
import type { ChatSummary } from '../../../shared/views.ts';
import { headingsAt, isSameHeading, listedChats } from './listed-chats.ts';

const nowMs = Date.UTC(2026, 5, 15, 12);
const dayMs = 24 * 3_600_000;
const collator = new Intl.Collator('en', { numeric: true });

function chat(id: number, title: string, more: Partial<ChatSummary> = {}): ChatSummary {
  const times = { createdAtMs: nowMs - (10 - id) * dayMs, updatedAtMs: nowMs - id * dayMs };
  return { id, title, ...times, cachedTokens: 0, ...more };
}

const chats = [
  chat(1, 'Part 10'),
  chat(2, 'apple', { archivedAtMs: 1 }),
  chat(3, 'part 2'),
  chat(4, 'Zoo', { pinnedAtMs: 5 }),
  chat(5, 'Éclair', { pinnedAtMs: 1 }),
];
const idsBy = (order: 'used' | 'created' | 'title') => listedChats(chats, order, collator).map(({ id }) => id);

describe('the list', () => {
  it('has pinned chats first in every order, and archived ones in none', () => {
    expect(idsBy('used')).toEqual([4, 5, 1, 3]);
    expect(idsBy('created')).toEqual([5, 4, 3, 1]);
    expect(idsBy('title')).toEqual([5, 4, 3, 1]);
  });

  it('puts pinned chats below their own heading, and the others below days only where it goes by time', () => {
    const typesBy = (order: 'used' | 'created' | 'title') =>
      listedChats(chats, order, collator).map((each) => headingsAt(nowMs, order)(each).type);
    expect(typesBy('used')).toEqual(['pinned', 'pinned', 'yesterday', 'week']);
    expect(typesBy('created').slice(0, 2)).toEqual(['pinned', 'pinned']);
    expect(typesBy('title')).toEqual(['pinned', 'pinned', 'titled', 'titled']);
  });

  it('has one heading where chats stand below the same one', () => {
    const june = { type: 'month', atMs: 1 } as const;
    expect(isSameHeading(june, { type: 'month', atMs: 1 })).toBe(true);
    expect(isSameHeading(june, { type: 'month', atMs: 2 })).toBe(false);
    expect(isSameHeading({ type: 'pinned' }, june)).toBe(false);
    expect(isSameHeading(null, { type: 'titled' })).toBe(false);
  });
});
