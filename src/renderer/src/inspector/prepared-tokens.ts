import type { CacheView } from '../../../shared/cache-view.ts';

/** What was read ahead for a chat's next message: a cache of its own beside the one the chat stands on, else places of that. */
export function preparedTokens(view: CacheView, chatId: number | null): number {
  const ahead = view.caches.find((cache) => cache.chatId === chatId && cache.isPrepared && !cache.isShown);
  if (ahead) return ahead.tokenCount;
  return view.places.reduce((sum, { origin, tokens }) => sum + (origin === 'prepared' ? tokens : 0), 0);
}
