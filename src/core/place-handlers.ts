import type { AppContract } from '../shared/contract.ts';
import type { Handlers } from '../shared/wire.ts';
import type { Application } from './application.ts';
import { write } from './write.ts';

/** Where a chat stands: on top of the list, in it, or in the archive. */
export function placeHandlers(app: Application): Pick<Handlers<AppContract>, 'chat.archive' | 'chat.pin'> {
  const { store, context } = app;
  return {
    'chat.archive': async ({ chatId, isArchived }) => {
      await write(app, () => store.chats.setArchived(chatId, isArchived ? context.nowMs() : null));
      app.list.changed(chatId);
    },
    'chat.pin': async ({ chatId, isPinned }) => {
      await write(app, () => store.chats.setPinned(chatId, isPinned ? context.nowMs() : null));
      app.list.changed(chatId);
    },
  };
}
