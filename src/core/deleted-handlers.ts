import type { AppContract } from '../shared/contract.ts';
import { DAY_MS } from '../shared/day.ts';
import type { DeletedChat } from '../shared/deleted-view.ts';
import type { Handlers } from '../shared/wire.ts';
import type { ChatParts } from './chat-parts.ts';
import type { Ground } from './ground.ts';
import type { ModelParts } from './models/model-parts.ts';
import type { DeletedListing } from './store/chats.ts';
import type { ChatState } from './turn/chat-state.ts';
import { chatViewOf } from './turn/chat-view.ts';
import { write } from './write.ts';

type DeletedMethods = 'chat.delete' | 'chat.restore' | 'chat.deleteForGood' | 'deleted.list';

/** Deleting a chat, bringing it back, and its end. */
export function deletedHandlers(
  app: Ground & ChatParts & Pick<ModelParts, 'shelf'>,
): Pick<Handlers<AppContract>, DeletedMethods> {
  const { store, context } = app;
  return {
    'chat.delete': async ({ chatId }) => {
      const isKept = store.settings.app().deletedKeptDays > 0;
      const canBeRestored = await write(app, () => store.chats.delete(chatId, context.nowMs(), isKept));
      leave(app, chatId);
      app.list.changed(chatId);
      if (canBeRestored) tellDeletedCount(app);
      else {
        app.tabWords.forget(chatId);
        app.purging.wake();
      }
      return { canBeRestored };
    },
    'chat.restore': async ({ chatId }) => {
      await write(app, () => store.chats.restore(chatId));
      const chat = app.chats.known(chatId);
      if (chat) tellRestored(app, chat);
      app.list.changed(chatId);
      tellDeletedCount(app);
    },
    'chat.deleteForGood': async ({ chatIds }) => {
      const goneIds = await write(app, () => store.chats.deleteForGood(chatIds));
      for (const chatId of goneIds) forget(app, chatId);
      tellDeletedCount(app);
      app.purging.wake();
    },
    'deleted.list': () => {
      const { deletedKeptDays } = store.settings.app();
      const nowMs = context.nowMs();
      return store.chats.listDeleted().map((chat) => viewOf(chat, deletedKeptDays, nowMs));
    },
  };
}

/** Something of it may have been erased while nobody was told. */
function tellRestored(app: Ground & ChatParts & Pick<ModelParts, 'shelf'>, chat: ChatState): void {
  chat.isDeleted = false;
  chat.tellAllTurns();
  chat.broadcast({ type: 'snapshot', chat: chatViewOf(chat, app.store) });
}

/** How many can be brought back. */
export function tellDeletedCount(app: Ground & ChatParts & Pick<ModelParts, 'shelf'>): void {
  app.events.send({ type: 'deleted', deletedCount: app.store.chats.countDeleted() });
}

function viewOf(chat: DeletedListing, keptDays: number, nowMs: number): DeletedChat {
  const daysLeft = Math.ceil((chat.deletedAtMs + keptDays * DAY_MS - nowMs) / DAY_MS);
  // A clock that was put back does not make it stay longer than is said.
  return { ...chat, daysLeft: Math.min(keptDays, Math.max(0, daysLeft)) };
}

/** It does not come back: nothing of it stays in memory. */
export function forget(app: Ground & ChatParts & Pick<ModelParts, 'shelf'>, chatId: number): void {
  leave(app, chatId);
  app.tabWords.forget(chatId);
  app.models.known()?.tokenizer.forgetPieces();
  app.shelf.forgetRead();
}

/** What runs in it is stopped and ends in its own time, and its caches go then. */
function leave(app: Ground & ChatParts & Pick<ModelParts, 'shelf'>, chatId: number): void {
  const chat = app.chats.known(chatId);
  app.preparer.forget(chatId);
  if (!chat?.running) app.caches.drop(chatId);
  if (chat && !chat.isDeleted) leaveState(app, chat);
}

function leaveState(app: Ground & ChatParts & Pick<ModelParts, 'shelf'>, chat: ChatState): void {
  chat.isDeleted = true;
  chat.running?.stop.abort();
  chat.broadcast({ type: 'deleted' });
  app.chats.release(chat);
}
