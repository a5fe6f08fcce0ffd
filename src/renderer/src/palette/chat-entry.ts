import type { TextRange } from '../../../shared/search-view.ts';
import { focusComposer } from '../ui/focus-composer.ts';
import type { PickEntry } from '../ui/PickList.tsx';
import type { PaletteAsked } from './palette-kind.ts';

export interface ChatToOpen {
  readonly key: string;
  readonly chatId: number;
  readonly title: string;
  readonly ranges: readonly TextRange[];
}

/** A chat to open, with when it was used last. */
export function chatEntry({ key, chatId, title, ranges }: ChatToOpen, asked: PaletteAsked): PickEntry {
  const { page, words, chats, nowMs } = asked;
  const chat = chats.find(({ id }) => id === chatId);
  const usedAt = chat ? words.formats.shortTime(chat.updatedAtMs, nowMs) : null;
  return {
    ...{ key, ranges, isLong: false, lead: null, badge: null },
    text: title || words.chats.untitled,
    note: chat?.archivedAtMs === undefined ? usedAt : words.place.isArchived,
    onPick: () => {
      page.openChat(chatId);
      focusComposer();
    },
  };
}
