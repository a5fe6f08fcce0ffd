import type { AppEvent, ChatSummary } from '../../../shared/views.ts';

/**
 * The list after some of its chats changed: the one used last first. Those that did not change stay the very same objects, so
 * that they do not render.
 */
export function chatsAfter(
  chats: readonly ChatSummary[],
  { changed, removedIds }: Pick<Extract<AppEvent, { type: 'chats' }>, 'changed' | 'removedIds'>,
): readonly ChatSummary[] {
  const gone = new Set([...removedIds, ...changed.map((chat) => chat.id)]);
  const kept = chats.filter((chat) => !gone.has(chat.id));
  return [...changed, ...kept].sort((one, other) => other.updatedAtMs - one.updatedAtMs || other.id - one.id);
}
