import type { SearchedPart, SearchView } from '../../../shared/search-view.ts';
import type { ChatSummary } from '../../../shared/views.ts';
import type { Words } from '../../../shared/words/words.ts';
import type { Page } from '../state/page.ts';
import type { PickGroup } from '../ui/PickList.tsx';

/** What the box knows when it is asked what to offer. */
export interface PaletteAsked {
  readonly page: Page;
  readonly words: Words;
  /** Without what stands around it; empty before anything was typed. */
  readonly typed: string;
  /** What was found for it, or for what was typed just before; null before the first answer. */
  readonly found: SearchView | null;
  /** Asks for more of a part of it, which takes its place. */
  readonly onMore: (part: SearchedPart) => void;
  readonly chats: readonly ChatSummary[];
  readonly openChatId: number | null;
  readonly nowMs: number;
}

/**
 * One kind of thing that the box offers, as groups of entries; none when it has nothing to offer. To add one more, write one file
 * with such a function and name it in `palette-kinds.ts`, where it is to stand.
 */
export type PaletteKind = (asked: PaletteAsked) => readonly PickGroup[];
