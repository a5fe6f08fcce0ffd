import type { AppContract } from '../shared/contract.ts';
import type { ErasableCopy, EraseView } from '../shared/erase-view.ts';
import { CoreError, type Handlers } from '../shared/wire.ts';
import type { ChatParts } from './chat-parts.ts';
import type { Ground } from './ground.ts';
import type { ModelParts } from './models/model-parts.ts';
import type { ErasablePart } from './store/erasing.ts';
import type { ChatState } from './turn/chat-state.ts';
import { chatViewOf } from './turn/chat-view.ts';
import { write } from './write.ts';

type EraseMethods = 'turn.whatErases' | 'turn.erase';

/** Taking a turn, or an answer, out of a chat for good, with all that follows it. */
export function eraseHandlers(
  app: Ground & ChatParts & Pick<ModelParts, 'shelf'>,
): Pick<Handlers<AppContract>, EraseMethods> {
  return {
    'turn.whatErases': ({ chatId, messageId }) => whatErases(app, chatId, messageId),
    'turn.erase': ({ copies, ...named }) =>
      erase(app, [named, ...copies.map((copy) => ({ ...copy, dropsTitle: true }))]),
  };
}

function whatErases(app: Ground & ChatParts & Pick<ModelParts, 'shelf'>, chatId: number, messageId: number): EraseView {
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
        titleGoes: copy.title !== 'stays',
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
  readonly dropsTitle: boolean;
}

function refuseAnswering(app: Ground & ChatParts & Pick<ModelParts, 'shelf'>, chatId: number): void {
  const chat = app.chats.known(chatId);
  if (chat?.running || chat?.isStarting) throw new CoreError('waitForEnd');
}

/** All of it, or nothing where a part could not go. */
async function erase(app: Ground & ChatParts & Pick<ModelParts, 'shelf'>, named: readonly Named[]): Promise<void> {
  const parts = named.map(({ messageId: rootId, ...part }) => ({ ...part, rootId, turnCount: 0 }));
  const chatIds = [...new Set(parts.map(({ chatId }) => chatId))];
  await write(app, () => {
    // Looked at in the very moment: a turn may have begun while the database was waited for.
    for (const chatId of chatIds) refuseAnswering(app, chatId);
    app.store.erasing.erase({ parts, nowMs: app.context.nowMs() });
    for (const chatId of chatIds) {
      const chat = app.chats.known(chatId);
      if (chat) chat.readAnew();
      forgetWords(app, chatId, chat);
    }
  });
  for (const chatId of chatIds) app.list.changed(chatId);
  app.purging.wake();
}

/** Nothing of them stays in memory, here and in the engine. */
function forgetWords(
  app: Ground & ChatParts & Pick<ModelParts, 'shelf'>,
  chatId: number,
  chat: ChatState | undefined,
): void {
  app.models.known()?.tokenizer.forgetPieces();
  app.shelf.forgetRead();
  app.preparer.forget(chatId);
  app.caches.drop(chatId);
  if (!chat || chat.isDeleted) return;
  chat.tellAllTurns();
  chat.broadcast({ type: 'snapshot', chat: chatViewOf(chat, app.store) });
  app.preparer.schedule(chat);
}
