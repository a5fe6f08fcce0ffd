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
  const usedAtMs = chats.find(({ id }) => id === chatId)?.updatedAtMs;
  return {
    ...{ key, ranges, isLong: false, lead: null, badge: null },
    text: title || words.chats.untitled,
    note: usedAtMs === undefined ? null : words.formats.shortTime(usedAtMs, nowMs),
    onPick: () => {
      page.openChat(chatId);
      focusComposer();
    },
  };
}
