import { CoreError } from '../shared/wire.ts';
import type { StorageWatch } from './storage-watch.ts';
import type { Store } from './store/store.ts';

export interface ShownChatOptions {
  readonly store: Store;
  readonly storage: StorageWatch;
  readonly nowMs: () => number;
}

/** Which chat a page shows first. */
export class ShownChat {
  private readonly options: ShownChatOptions;

  constructor(options: ShownChatOptions) {
    this.options = options;
  }

  /** The one shown last, else the newest, else a new one; null where none can be made. */
  find(): number | null {
    const { store, storage, nowMs } = this.options;
    const { openChatId } = store.settings.app();
    const remembered = openChatId === null ? null : store.chats.listing(openChatId);
    const found = remembered ?? store.chats.list()[0];
    if (found) return found.id;
    try {
      return store.chats.create(nowMs());
    } catch (error) {
      storage.failed(error);
      if (error instanceof CoreError) return null;
      throw error;
    }
  }

  /** It is the one shown last: what cannot be remembered costs a click. */
  remember(chatId: number): void {
    const { store, storage } = this.options;
    if (store.readOnly) return;
    try {
      store.settings.configureApp({ openChatId: chatId });
    } catch (error) {
      storage.failed(error);
    }
  }
}
