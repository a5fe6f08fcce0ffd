import type { AppEvent, ChatSummary } from '../../../shared/views.ts';

/**
 * The list after some of its chats changed: the one used last first. Those that did not change stay the very same objects, so
 * that they do not render.
 */
export function chatsAfter(
  chats: readonly ChatSummary[],
  { changed, removedIds }: Pick<Extract<AppEvent, { type: 'chats' }>, 'changed' | 'removedIds'>,
): readonly ChatSummary[] {
  const kept = removedIds.length === 0 ? chats : chats.filter(({ id }) => !removedIds.includes(id));
  return changed.reduce(withChat, kept);
}

/** Mostly one of the first, and mostly in the place that it has: no sorting of a thousand chats for one. */
function withChat(chats: readonly ChatSummary[], chat: ChatSummary): readonly ChatSummary[] {
  const after = chats.filter(({ id }) => id !== chat.id);
  const place = after.findIndex((other) => isUsedAfter(chat, other));
  after.splice(place < 0 ? after.length : place, 0, chat);
  return after;
}

function isUsedAfter(one: ChatSummary, other: ChatSummary): boolean {
  return one.updatedAtMs === other.updatedAtMs ? one.id > other.id : one.updatedAtMs > other.updatedAtMs;
}
