import type { AppContract } from '../shared/contract.ts';
import type { ErasableCopy, EraseView } from '../shared/erase-view.ts';
import { CoreError, type Handlers } from '../shared/wire.ts';
import type { Application } from './application.ts';
import type { ErasablePart } from './store/erasing.ts';
import type { ChatState } from './turn/chat-state.ts';
import { chatViewOf } from './turn/chat-view.ts';
import { write } from './write.ts';

type EraseMethods = 'turn.whatErases' | 'turn.erase';

/** Taking a turn, or an answer, out of a chat for good, with all that follows it. */
export function eraseHandlers(app: Application): Pick<Handlers<AppContract>, EraseMethods> {
  return {
    'turn.whatErases': ({ chatId, messageId }) => whatErases(app, chatId, messageId),
    'turn.erase': async ({ chatId, messageId, messageCount, dropsTitle, copies }) => {
      // None of it goes where a part could not.
      for (const part of [{ chatId }, ...copies]) refuseAnswering(app, part.chatId);
      await erase(app, { chatId, messageId, messageCount }, dropsTitle);
      for (const copy of copies) await erase(app, copy, dropsTitle);
    },
  };
}

function whatErases(app: Application, chatId: number, messageId: number): EraseView {
  const { chats, erasing } = app.store;
  const { title, copies, ...part } = erasing.whatGoesWith(messageId);
  if (part.chatId !== chatId) throw new CoreError('noSuchTurn');
  return {
    ...partView(part),
    title: { text: chats.getAny(chatId)?.title ?? '', becomes: title },
    copies: copies.map((copy): ErasableCopy => {
      const chat = chats.getAny(copy.chatId);
      return {
        ...partView(copy),
        ...{ chatId: copy.chatId, chatTitle: chat?.title ?? '', isDeleted: chat?.isDeleted ?? false },
      };
    }),
  };
}

function partView({ rootId: messageId, messageCount, turnCount }: ErasablePart) {
  return { messageId, messageCount, turnCount };
}

interface Named {
  readonly chatId: number;
  readonly messageId: number;
  readonly messageCount: number;
}

function refuseAnswering(app: Application, chatId: number): void {
  const chat = app.chats.known(chatId);
  if (chat?.running || chat?.isStarting) throw new CoreError('waitForEnd');
}

async function erase(app: Application, named: Named, dropsTitle: boolean): Promise<void> {
  const { chatId, messageId: rootId, messageCount } = named;
  const part = { chatId, rootId, messageCount, turnCount: 0 };
  await write(app, () => {
    // Looked at in the very moment: a turn may have begun while the database was waited for.
    refuseAnswering(app, chatId);
    const chat = app.chats.known(chatId);
    app.store.erasing.erase({ part, dropsTitle, nowMs: app.context.nowMs() });
    if (chat) chat.readAnew();
    forgetWords(app, chatId, chat);
  });
  app.list.changed(chatId);
  app.purging.wake();
}

/** Nothing of them stays in memory, here and in the engine. */
function forgetWords(app: Application, chatId: number, chat: ChatState | undefined): void {
  app.models.known()?.tokenizer.forgetPieces();
  if (chat) app.preparer.forget(chat);
  app.caches.drop(chatId);
  if (!chat || chat.isDeleted) return;
  chat.tellAllTurns();
  chat.broadcast({ type: 'snapshot', chat: chatViewOf(chat, app.store) });
  app.preparer.schedule(chat);
}
