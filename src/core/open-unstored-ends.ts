import type { ChatsInMemory } from './chats-in-memory.ts';
import type { StorageWatch } from './storage-watch.ts';
import type { Store } from './store/store.ts';
import { UnstoredEnds } from './unstored-ends.ts';

export interface UnstoredNeeds {
  readonly store: Store;
  readonly storage: StorageWatch;
  /** Known only once there is something to be kept. */
  readonly chats: () => ChatsInMemory;
}

/** Ends that the disk did not take, whose chats stay in memory until it does. */
export function openUnstoredEnds({ store, storage, chats }: UnstoredNeeds): UnstoredEnds {
  return new UnstoredEnds({
    store: (end) => void store.turns.finish(end),
    onStored: ({ messageId }) => {
      storage.worked();
      for (const chat of chats().all()) {
        chat.unstored.delete(messageId);
        chats().release(chat);
      }
    },
    onFailed: (error) => storage.failed(error),
  });
}
