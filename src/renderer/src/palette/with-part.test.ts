import { expect, it } from 'vitest';
import type { FoundGroup, SearchView } from '../../../shared/search-view.ts';
import { withPart } from './with-part.ts';

const group = (chatId: number, moreHits: number): FoundGroup => ({
  chatId,
  title: `Chat ${chatId}`,
  hits: [],
  moreHits,
  isMore: false,
});
const view = (...groups: FoundGroup[]): SearchView => ({
  ...{ chats: [], areMoreChats: false, groups, isMore: false, isFilling: false },
});
const part = { type: 'chat', chatId: 2, count: 33 } as const;

it('more of a chat stands in the place of what was found of it', () => {
  const found = withPart(view(group(1, 9), group(2, 9), group(3, 9)), part, view(group(2, 0)));
  expect(found.groups).toEqual([group(1, 9), group(2, 0), group(3, 9)]);
});

it('a chat of which nothing is found any more is not there, and has no heading', () => {
  expect(withPart(view(group(1, 9), group(2, 9)), part, view()).groups).toEqual([group(1, 9)]);
});
