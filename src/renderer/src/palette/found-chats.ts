import { chatEntry } from './chat-entry.ts';
import type { PaletteKind } from './palette-kind.ts';

/** Chats whose titles have what was typed. */
export const foundChats: PaletteKind = (asked) => {
  const { typed, found, words } = asked;
  if (typed === '' || !found || found.chats.length === 0) return [];
  const entries = found.chats.map((chat) => chatEntry({ key: `chat-${chat.chatId}`, ...chat }, asked));
  return [{ key: 'chats', name: words.palette.byTitle, entries, rest: null }];
};
