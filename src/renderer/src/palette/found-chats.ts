import { chatEntry } from './chat-entry.ts';
import type { PaletteKind } from './palette-kind.ts';
import { restEntry } from './rest-entry.ts';

const partOf = (count: number) => ({ type: 'titles', count }) as const;

/** Chats whose titles have what was typed. */
export const foundChats: PaletteKind = (asked) => {
  const { typed, found, words, onMore } = asked;
  if (typed === '' || !found || found.chats.length === 0) return [];
  const entries = found.chats.map((chat) => chatEntry({ key: `chat-${chat.chatId}`, ...chat }, asked));
  const rest = found.areMoreChats
    ? restEntry({ key: 'chats', text: words.palette.moreChats, count: entries.length, partOf, onMore })
    : null;
  const end = found.areMoreChats && rest === null ? words.palette.olderLeft : null;
  return [{ key: 'chats', name: words.palette.byTitle, entries, rest, end }];
};
