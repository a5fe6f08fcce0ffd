import { describe, expect, it } from 'vitest';
import { type FoundMessage, MOST_OF_A_PART, type SearchView } from '../../../shared/search-view.ts';
import { chooseWords } from '../../../shared/words/catalogues.ts';
import { foundMessages } from './found-messages.ts';
import type { PaletteAsked } from './palette-kind.ts';

const hit = (messageId: number): FoundMessage => ({
  ...{ messageId, turnId: messageId, role: 'user', createdAtMs: 0, excerpt: 'Zephyr' },
  ...{ ranges: [], places: [], sight: null },
});

/** How the group of a chat ends of which so much was found, where more chats were found than are told. */
function endOf({ count, moreHits, isMore }: { count: number; moreHits: number; isMore: boolean }) {
  const hits = Array.from({ length: count }, (_, index) => hit(index + 1));
  const groups = [{ chatId: 1, title: 'Wind', hits, moreHits, isMore }];
  const found: SearchView = { chats: [], areMoreChats: false, groups, isMore: true, isFilling: false };
  const asked = { typed: 'zephyr', found, words: chooseWords([]), chats: [], nowMs: 0, onMore: () => {} };
  const [group] = foundMessages(asked as unknown as PaletteAsked);
  return { rest: group?.rest?.text ?? null, end: group?.end ?? null };
}

describe('what was found in a chat', () => {
  it('ends with how many others it has, which is exact where all of its messages were looked at', () => {
    expect(endOf({ count: 3, moreHits: 3, isMore: false })).toEqual({
      rest: 'Show more (3 further in this chat)',
      end: null,
    });
    expect(endOf({ count: 3, moreHits: 3, isMore: true }).rest).toBe('Show more (3 or more further in this chat)');
    expect(endOf({ count: 3, moreHits: 0, isMore: false })).toEqual({ rest: null, end: null });
  });

  it('ends with a sentence where there is more than can be shown', () => {
    const sentence = 'These are the newest. A longer question finds older ones.';
    expect(endOf({ count: MOST_OF_A_PART, moreHits: 0, isMore: true })).toEqual({ rest: null, end: sentence });
    expect(endOf({ count: MOST_OF_A_PART, moreHits: 0, isMore: false })).toEqual({ rest: null, end: null });
  });
});
