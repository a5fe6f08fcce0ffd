import { type FoundGroup, type FoundMessage, MOST_OF_A_PART } from '../../../shared/search-view.ts';
import type { PickEntry } from '../ui/PickList.tsx';
import type { PaletteAsked, PaletteKind } from './palette-kind.ts';
import { restEntry } from './rest-entry.ts';

/** Messages that have what was typed, by chat. */
export const foundMessages: PaletteKind = (asked) => {
  const { typed, found, words, chats, onMore } = asked;
  if (typed === '' || !found) return [];
  const archived = new Set(chats.flatMap(({ id, archivedAtMs }) => (archivedAtMs === undefined ? [] : [id])));
  const nameOf = (title: string, isPutAway: boolean) => (isPutAway ? words.place.titleArchived(title) : title);
  return found.groups.map((group) => ({
    key: `messages-${group.chatId}`,
    name: nameOf(group.title || words.chats.untitled, archived.has(group.chatId)),
    entries: group.hits.map((hit) => messageEntry(hit, group, asked)),
    rest: restOf(group, { words, onMore }),
    end: isAtTheEnd(group) ? words.palette.olderLeft : null,
  }));
};

function restOf(
  { chatId, hits, moreHits, isMore }: FoundGroup,
  { words, onMore }: Pick<PaletteAsked, 'words' | 'onMore'>,
): PickEntry | null {
  if (moreHits === 0) return null;
  const partOf = (count: number) => ({ type: 'chat', chatId, count }) as const;
  const text = words.palette.more(moreHits, isMore);
  return restEntry({ key: String(chatId), text, count: hits.length, partOf, onMore });
}

/** There is more than can be asked for. */
function isAtTheEnd({ hits, moreHits, isMore }: FoundGroup): boolean {
  return hits.length >= MOST_OF_A_PART && (isMore || moreHits > 0);
}

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
