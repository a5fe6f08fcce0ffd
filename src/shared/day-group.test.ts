import { describe, expect, it } from 'vitest';
import { dayGroupsAt, isSameGroup } from './day-group.ts';

const now = new Date(2026, 2, 10, 9, 30).getTime();
const groupOf = dayGroupsAt(now);
const at = (month: number, day: number, hour = 12) => groupOf(new Date(2026, month, day, hour).getTime());

describe('the days a chat belongs to', () => {
  it.each([
    ['today', 2, 10, 0, 'today'],
    ['a time that is still to come', 2, 12, 0, 'today'],
    ['the last minute of yesterday', 2, 9, 23, 'yesterday'],
    ['two days ago', 2, 8, 23, 'week'],
    ['seven days ago', 2, 3, 0, 'week'],
    ['earlier this month', 2, 2, 23, 'month'],
  ] as const)('%s', (_what, month, day, hour, type) => {
    expect(at(month, day, hour).type).toBe(type);
  });

  it('are one month where they are in the same one, and another in another year', () => {
    expect(isSameGroup(at(2, 1), at(2, 2))).toBe(true);
    expect(isSameGroup(at(1, 1), at(2, 2))).toBe(false);
    expect(isSameGroup(at(1, 1), groupOf(new Date(2025, 1, 1).getTime()))).toBe(false);
    expect(isSameGroup(at(2, 10), at(2, 9))).toBe(false);
  });
});
