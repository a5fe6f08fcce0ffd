import type { FoundGroup, FoundMessage } from '../../../shared/search-view.ts';
import type { PickEntry } from '../ui/PickList.tsx';
import type { PaletteAsked, PaletteKind } from './palette-kind.ts';

/** Messages that have what was typed, by chat. */
export const foundMessages: PaletteKind = (asked) => {
  const { typed, found, words, chats } = asked;
  if (typed === '' || !found) return [];
  const archived = new Set(chats.flatMap(({ id, archivedAtMs }) => (archivedAtMs === undefined ? [] : [id])));
  const nameOf = (title: string, isPutAway: boolean) => (isPutAway ? words.place.titleArchived(title) : title);
  return found.groups.map((group) => ({
    key: `messages-${group.chatId}`,
    name: nameOf(group.title || words.chats.untitled, archived.has(group.chatId)),
    entries: group.hits.map((hit) => messageEntry(hit, group, asked)),
    rest: group.moreHits > 0 ? words.palette.more(group.moreHits, found.isMore) : null,
  }));
};

function messageEntry(hit: FoundMessage, { chatId }: FoundGroup, { page, words, nowMs }: PaletteAsked): PickEntry {
  const { messageId, turnId, places, sight } = hit;
  return {
    ...{ key: `message-${messageId}`, text: hit.excerpt, ranges: hit.ranges, isLong: true },
    lead: hit.role === 'user' ? words.messages.you : words.messages.model,
    note: words.formats.shortTime(hit.createdAtMs, nowMs),
    badge: sight && { name: words.palette.sight[sight], isStrong: sight === 'notSeen' },
    onPick: () => page.openMessage({ chatId, turnId, messageId, places }),
  };
}
