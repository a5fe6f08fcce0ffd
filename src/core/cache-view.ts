import type { CacheView } from '../shared/cache-view.ts';
import { usedWindowOf } from '../shared/used-window.ts';
import type { ChatParts } from './chat-parts.ts';
import type { Ground } from './ground.ts';
import type { ModelHandle } from './models/model-handle.ts';
import type { ChatState } from './turn/chat-state.ts';
import { windowPlaces } from './turn/live-places.ts';
import { cacheKeyOf, chatIdOf } from './turn/turn-context.ts';

/** The window's places and the engine's caches. All of it comes from the ledger; nothing is asked of the store but titles. */
export function cacheViewOf(
  app: Pick<Ground, 'store'> & Pick<ChatParts, 'ledger' | 'caches'>,
  chat: ChatState,
  model: ModelHandle,
): CacheView {
  const { ledger, store } = app;
  const { places, heldTokens, cache } = windowPlaces(chat, ledger);
  const running = chat.live?.reuse ? chat.live : null;
  const live = running
    ? ledger.caches().find((held) => held.cacheKey === cacheKeyOf(chat.id) && !held.isPrepared)
    : null;
  const shown = live ?? cache;
  const listingOf = (cacheKey: string) => store.chats.listing(chatIdOf(cacheKey) ?? 0);
  return {
    windowTokens: usedWindowOf(chat.settings(), model.windowTokens),
    places,
    heldTokens,
    promptTokens: running ? running.promptIds.length : null,
    cache: shown && {
      tokenCount: running ? running.heldTokens : shown.tokenCount,
      capacityTokens: shown.capacityTokens,
      usedBytes: running ? app.caches.bytesOf(running.heldTokens) : shown.usedBytes,
      heldBytes: shown.heldBytes,
    },
    caches: ledger.caches().map((held) => ({
      cacheId: held.cacheId,
      chatId: listingOf(held.cacheKey)?.id ?? 0,
      title: listingOf(held.cacheKey)?.title ?? '',
      tokenCount: held === live && running ? running.heldTokens : held.tokenCount,
      heldBytes: held.heldBytes,
      isPrepared: held.isPrepared,
      isShown: held === shown,
    })),
  };
}
