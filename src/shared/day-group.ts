/** The days or the month that something was used in last. */
export type DayGroup =
  | { readonly type: 'today' | 'yesterday' | 'week' }
  | { readonly type: 'month'; readonly atMs: number };

/** Says to which group a time belongs, as seen at `nowMs`. A time ahead belongs to today. */
export function dayGroupsAt(nowMs: number): (atMs: number) => DayGroup {
  const now = new Date(nowMs);
  const dayStart = (daysAgo: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo).getTime();
  const [today, yesterday, week] = [dayStart(0), dayStart(1), dayStart(7)];
  return (atMs) => {
    if (atMs >= today) return { type: 'today' };
    if (atMs >= yesterday) return { type: 'yesterday' };
    if (atMs >= week) return { type: 'week' };
    const at = new Date(atMs);
    return { type: 'month', atMs: new Date(at.getFullYear(), at.getMonth(), 1).getTime() };
  };
}

export function isSameGroup(one: DayGroup, other: DayGroup): boolean {
  const monthOf = (group: DayGroup) => (group.type === 'month' ? group.atMs : 0);
  return one.type === other.type && monthOf(one) === monthOf(other);
}
