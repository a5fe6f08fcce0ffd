import { chatEntry } from './chat-entry.ts';
import type { PaletteKind } from './palette-kind.ts';

const MOST_CHATS = 8;

/** Before anything is typed: the chats used last besides the open one, so that Enter goes back to where one was. */
export const recentChats: PaletteKind = (asked) => {
  const { typed, words, chats, openChatId } = asked;
  if (typed !== '') return [];
  const entries = chats
    .filter(({ id, archivedAtMs }) => id !== openChatId && archivedAtMs === undefined)
    .sort((one, other) => other.updatedAtMs - one.updatedAtMs || other.id - one.id)
    .slice(0, MOST_CHATS)
    .map(({ id, title }) => chatEntry({ key: `recent-${id}`, chatId: id, title, ranges: [] }, asked));
  return entries.length === 0 ? [] : [{ key: 'recent', name: words.palette.recent, entries, rest: null }];
};
