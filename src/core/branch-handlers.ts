import type { AppContract } from '../shared/contract.ts';
import { CoreError, type Handlers } from '../shared/wire.ts';
import type { ChatParts } from './chat-parts.ts';
import type { Ground } from './ground.ts';
import { branchChat } from './turn/branch-chat.ts';
import type { ChatState } from './turn/chat-state.ts';
import { chatViewOf } from './turn/chat-view.ts';
import { answerEditOf, branchOfEdited, editTurn } from './turn/edit-turn.ts';
import { priceAct } from './turn/price-act.ts';
import { refuseBusy } from './turn/run-turn.ts';
import { branchThrough } from './turn/show-branch.ts';
import { write } from './write.ts';

type BranchMethods = 'turn.edit' | 'answer.edit' | 'branch.show' | 'branch.price' | 'chat.branch';

/** What a person can do with the branches of a chat. Nothing of it overwrites anything. */
export function branchHandlers(app: Ground & ChatParts): Pick<Handlers<AppContract>, BranchMethods> {
  const { context } = app;
  return {
    'turn.edit': ({ chatId, ...request }) => app.chats.with(chatId, (chat) => editTurn(context, chat, request)),
    'answer.edit': ({ chatId, ...request }) => app.chats.with(chatId, (chat) => editAnswer(app, chat, request)),
    'branch.show': ({ chatId, messageId }) => app.chats.with(chatId, (chat) => showBranch(app, chat, messageId)),
    'branch.price': ({ chatId, act }) => app.chats.with(chatId, (chat) => priceAct(context, chat, act)),
    'chat.branch': ({ chatId, ...request }) =>
      app.chats.with(chatId, async (chat) => {
        const branchedId = await branchChat(app.store, chat, request, context.nowMs()).catch((error: unknown) => {
          app.storage.failed(error);
          throw error;
        });
        app.storage.worked();
        app.list.changed(branchedId);
        return { chatId: branchedId };
      }),
  };
}

async function editAnswer(
  app: Ground & ChatParts,
  chat: ChatState,
  request: { readonly turnId: number; readonly text: string },
): Promise<{ readonly messageId: number }> {
  const model = await app.models.current();
  refuseBusy(chat);
  let edited = answerEditOf(chat, model, request, app.context.nowMs());
  chat.isStarting = true;
  try {
    const message = await write(app, () => {
      // Something may have been pinned while the database was waited for.
      edited = { ...edited, acts: chat.branch.actsToCarry(request.turnId) };
      return app.store.branches.editAnswer(edited);
    });
    chat.showBranch(branchOfEdited(chat, message, edited));
    tellOther(app, chat);
    return { messageId: message.id };
  } finally {
    chat.isStarting = false;
  }
}

async function showBranch(app: Ground & ChatParts, chat: ChatState, messageId: number): Promise<void> {
  if (chat.branch.message(messageId)) return;
  // A turn that is being stored goes on from the branch that it was planned on.
  if (chat.isStarting) throw new CoreError('busy');
  const { leafId } = branchThrough(app.context, chat, messageId);
  await write(app, () => app.store.chats.setActiveLeaf(chat.id, leafId));
  // While the database was waited for, another branch may have been shown, or messages added to it.
  const { branch, added } = chat.branchTo(leafId);
  chat.showBranch(branch, added);
  tellOther(app, chat);
}

/** Every page shows the branch from now on, and the engine comes to hold what its next message needs. */
function tellOther(app: Ground & ChatParts, chat: ChatState): void {
  chat.tellAllTurns();
  if (!chat.isDeleted) chat.broadcast({ type: 'snapshot', chat: chatViewOf(chat, app.store) });
  app.list.changed(chat.id);
  app.preparer.schedule(chat);
}
