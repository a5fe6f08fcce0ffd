import type { ChatsInMemory } from '../chats-in-memory.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import type { Store } from '../store/store.ts';
import { chatViewOf } from '../turn/chat-view.ts';
import { startCheckingIds } from './check-later.ts';

export interface IdsCheckingNeeds {
  readonly store: Store;
  readonly chats: ChatsInMemory;
  /** The one that was read last, if there is one. */
  readonly model: () => ModelHandle | null;
  readonly onLog: (line: string) => void;
}

/** Ids that came without their tokenizer are checked once it is here; whoever has one of their chats open is told. */
export function openIdsChecking({ store, chats, model, onLog }: IdsCheckingNeeds): ReturnType<typeof startCheckingIds> {
  return startCheckingIds({
    ...{ givenIds: store.givenIds, onLog },
    tokenizer: () => model()?.tokenizer ?? null,
    onRenewed: (chatId) => tellRenewed(chats, store, chatId),
  });
}

/** False while an answer is under way, or still to be stored: what is in memory must not be read from the store then. */
function tellRenewed(chats: ChatsInMemory, store: Store, chatId: number): boolean {
  const chat = chats.known(chatId);
  if (!chat) return true;
  if (chat.running || chat.isStarting || chat.unstored.size > 0) return false;
  chat.readAnew();
  // It may be restored, with what is in memory; who had it open is told all of it then.
  if (chat.isDeleted) return true;
  chat.tellAllTurns();
  chat.broadcast({ type: 'snapshot', chat: chatViewOf(chat, store) });
  return true;
}
