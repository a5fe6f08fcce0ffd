import type { AppEvent } from '../../shared/views.ts';
import type { ChatList } from '../chat-list.ts';
import type { ChatsInMemory } from '../chats-in-memory.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import type { StorageWatch } from '../storage-watch.ts';
import type { Store } from '../store/store.ts';
import { chatViewOf } from '../turn/chat-view.ts';
import { Imports } from './imports.ts';

export interface ImportsNeeds {
  readonly store: Store;
  readonly incomingDir: string;
  readonly model: () => Promise<ModelHandle>;
  readonly chats: ChatsInMemory;
  readonly list: ChatList;
  readonly storage: StorageWatch;
  readonly send: (event: AppEvent) => void;
  /** See ImportsOptions. */
  readonly onGivenUp: () => void;
}

/** Imports, of which every page is told. */
export function openImports({
  store,
  incomingDir,
  model,
  chats,
  list,
  storage,
  send,
  onGivenUp,
}: ImportsNeeds): Imports {
  const tokenizer = () =>
    model().then(
      (known) => known.tokenizer,
      () => null,
    );
  return new Imports({
    ...{ store, incomingDir, tokenizer, onGivenUp },
    onOffered: (offered) => send({ type: 'offered', offered }),
    onImported: ({ newChatIds, changedChatIds }) => {
      storage.worked();
      for (const chatId of newChatIds) list.changed(chatId);
      for (const chatId of changedChatIds) tellBranches(chats, store, chatId);
      send({ type: 'deleted', deletedCount: store.chats.countDeleted() });
    },
  });
}

/** Messages came to other branches of a chat: whoever has it open is told how many there are now. */
function tellBranches(chats: ChatsInMemory, store: Store, chatId: number): void {
  const chat = chats.known(chatId);
  if (!chat || chat.isDeleted) return;
  chat.branchesChanged();
  chat.tellAllTurns();
  chat.broadcast({ type: 'snapshot', chat: chatViewOf(chat, store) });
}
