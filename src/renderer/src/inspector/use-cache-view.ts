import { useMemo } from 'react';
import type { CacheView } from '../../../shared/cache-view.ts';
import type { ChatState } from '../state/chat-state.ts';
import { advanceCache } from '../state/live-cache.ts';
import { useLiveReach, usePageState } from '../state/page-context.ts';
import { findNewest } from '../state/turn-blocks.ts';

/** The window's places, kept up with the answer under way. Null while nothing is known of them. */
export function useCacheView(): CacheView | null {
  const cache = usePageState((state) => state.cache);
  const reach = useLiveReach();
  const turnId = usePageState((state) => answeringTurnId(state.chat));
  return useMemo(
    () => (cache === null || turnId === null ? cache : advanceCache(cache, reach, turnId)),
    [cache, reach, turnId],
  );
}

function answeringTurnId(chat: ChatState | null): number | null {
  const answering = chat?.answering;
  return (answering && findNewest(chat.blocks, ({ assistant }) => assistant?.id === answering.messageId)?.id) ?? null;
}
