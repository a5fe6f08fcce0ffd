import type { AppContract } from '../shared/contract.ts';
import type { Handlers } from '../shared/wire.ts';
import type { ChatParts } from './chat-parts.ts';
import type { Ground } from './ground.ts';
import { write } from './write.ts';

/** Where a chat stands: on top of the list, in it, or in the archive. */
export function placeHandlers(
  app: Ground & Pick<ChatParts, 'list'>,
): Pick<Handlers<AppContract>, 'chat.archive' | 'chat.pin'> {
  const { store, list, nowMs } = app;
  return {
    'chat.archive': async ({ chatId, isArchived }) => {
      await write(app, () => store.chats.setArchived(chatId, isArchived ? nowMs() : null));
      list.changed(chatId);
    },
    'chat.pin': async ({ chatId, isPinned }) => {
      await write(app, () => store.chats.setPinned(chatId, isPinned ? nowMs() : null));
      list.changed(chatId);
    },
  };
}
