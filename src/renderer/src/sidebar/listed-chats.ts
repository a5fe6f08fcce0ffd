import { type DayGroup, dayGroupsAt, isSameGroup } from '../../../shared/day-group.ts';
import type { AppSettings } from '../../../shared/settings.ts';
import type { ChatSummary } from '../../../shared/views.ts';

export type ChatOrder = AppSettings['chatOrder'];

/** What stands above chats that belong together. */
export type ChatHeading = DayGroup | { readonly type: 'pinned' } | { readonly type: 'titled' };

/** The chats of the list as they are shown: pinned ones first, those that were archived not at all. They come used last first. */
export function listedChats(
  chats: readonly ChatSummary[],
  order: ChatOrder,
  collator: Intl.Collator,
): readonly ChatSummary[] {
  const inList = chats.filter(({ archivedAtMs }) => archivedAtMs === undefined);
  if (order === 'created') inList.sort((one, other) => other.createdAtMs - one.createdAtMs || other.id - one.id);
  if (order === 'title') inList.sort((one, other) => collator.compare(one.title, other.title));
  const pinned = inList.filter(({ pinnedAtMs }) => pinnedAtMs !== undefined);
  return pinned.length === 0 ? inList : [...pinned, ...inList.filter(({ pinnedAtMs }) => pinnedAtMs === undefined)];
}

/** The time by which a chat stands where it does. */
export function shownTimeOf(chat: ChatSummary, order: ChatOrder): number {
  return order === 'created' ? chat.createdAtMs : chat.updatedAtMs;
}

/** Says below which heading a chat stands, as seen at `nowMs`. */
export function headingsAt(nowMs: number, order: ChatOrder): (chat: ChatSummary) => ChatHeading {
  const groupAt = dayGroupsAt(nowMs);
  return (chat) => {
    if (chat.pinnedAtMs !== undefined) return { type: 'pinned' };
    return order === 'title' ? { type: 'titled' } : groupAt(shownTimeOf(chat, order));
  };
}

export function isSameHeading(one: ChatHeading | null, other: ChatHeading | null): boolean {
  if (one === null || other === null) return one === other;
  if (isOwnHeading(one) || isOwnHeading(other)) return one.type === other.type;
  return isSameGroup(one, other);
}

export function isOwnHeading(heading: ChatHeading): heading is Exclude<ChatHeading, DayGroup> {
  return heading.type === 'pinned' || heading.type === 'titled';
}
