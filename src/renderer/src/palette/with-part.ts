import type { SearchedPart, SearchView } from '../../../shared/search-view.ts';

/** What was found, with more of a part of it in that part's place. */
export function withPart(found: SearchView, part: SearchedPart, more: SearchView): SearchView {
  if (part.type === 'titles') return { ...found, chats: more.chats, areMoreChats: more.areMoreChats };
  // None: nothing of the chat is found any more.
  return { ...found, groups: found.groups.flatMap((other) => (other.chatId === part.chatId ? more.groups : [other])) };
}
