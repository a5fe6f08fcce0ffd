import type { AppContract } from '../shared/contract.ts';
import type { ModelId } from '../shared/models-view.ts';
import type { Handlers } from '../shared/wire.ts';
import type { ChatParts } from './chat-parts.ts';
import type { Ground } from './ground.ts';
import { bringIntoUse } from './library-handlers.ts';
import { chatModelOf } from './models/chat-model.ts';
import type { ModelParts } from './models/model-parts.ts';
import { handleOf } from './models/models-here.ts';
import { noSuchChat } from './no-such-chat.ts';
import type { ChatModel } from './store/chat-models.ts';
import type { ChatState } from './turn/chat-state.ts';
import { priceModel } from './turn/price-model.ts';
import { refuseBusy } from './turn/run-turn.ts';
import { tellOwnModel } from './turn/tell-own-model.ts';
import { write } from './write.ts';

type ChatModelMethods = 'chat.useModel' | 'chat.modelPrice' | 'model.stopSwitch' | 'model.dismissRefused';

/** What a person can do about the model of a chat. */
export function chatModelHandlers(app: Ground & ChatParts & ModelParts): Pick<Handlers<AppContract>, ChatModelMethods> {
  return {
    'chat.useModel': ({ chatId, ...wanted }) => app.chats.withNewest(chatId, (chat) => useModel(app, chat, wanted)),
    'chat.modelPrice': ({ chatId, modelId }) =>
      app.chats.with(chatId, async (chat) => {
        const model = await handleOf(app, modelId);
        const loadBytes = isInUse(app, modelId) ? 0 : app.shelf.weightBytes(modelId);
        return priceModel(app.context, chat, { model, loadBytes });
      }),
    'model.stopSwitch': () => app.modelSwitch.stop(),
    'model.dismissRefused': () => app.modelSwitch.dismiss(),
  };
}

function isInUse(app: Ground & ChatParts & ModelParts, modelId: ModelId): boolean {
  return app.shelf.currentId() === modelId;
}

interface Wanted {
  readonly modelId: ModelId;
  readonly loadsAnyway?: boolean | undefined;
}

/**
 * What is being answered is answered by the model in use, in this chat as well: another one waits for that. What keeps it from being
 * loaded is told once, by the switch; the chat then goes on with what it had.
 */
async function useModel(
  app: Ground & ChatParts & ModelParts,
  chat: ChatState,
  { modelId, loadsAnyway }: Wanted,
): Promise<void> {
  if (chat.isDeleted) throw noSuchChat();
  app.sources.find(modelId);
  // One that is on its way may not come: then this chat goes back as well.
  if (isInUse(app, modelId) && !app.modelSwitch.isComing(modelId)) {
    refuseBusy(chat);
    return remember(app, chat, chatModelOf(await app.models.current()));
  }
  let before: ChatModel | null = null;
  const onLoading = async () => {
    // Asked for only now: while this one waited, another choice or an answer may have changed it.
    before = chat.ownModel.get();
    // Its folder does not say which checkpoint it is, but who brought it or loaded it before does.
    const known = app.shelf.all().find((model) => model.modelId === modelId)?.checkpointHash ?? null;
    const chosen = chatModelOf(app.shelf.read(modelId));
    await remember(app, chat, { ...chosen, checkpointHash: chosen.checkpointHash ?? known });
  };
  const onLeft = async () => {
    if (chat.ownModel.get()?.modelId === modelId) await remember(app, chat, before);
  };
  await bringIntoUse(app, { modelId, loadsAnyway, chatId: chat.id, onLoading, onLeft });
}

/** A chat in which nothing was said is begun anew: a model that was chosen for it before is not meant any more. */
export async function forgetChosenModel(app: Ground & Pick<ChatParts, 'chats'>, chatId: number): Promise<void> {
  const { chatModels } = app.store;
  if (!chatModels.get(chatId)) return;
  await write(app, () => chatModels.forget(chatId));
  const chat = app.chats.known(chatId);
  chat?.ownModel.set(null);
  if (chat) tellOwnModel(chat);
}

/** Also where nothing was said yet: a person chose. With null a chat goes on with whichever is in use. */
async function remember(app: Ground & ChatParts & ModelParts, chat: ChatState, model: ChatModel | null): Promise<void> {
  if (chat.isDeleted) return;
  const { chatModels } = app.store;
  await write(app, () => (model ? chatModels.set(chat.id, model) : chatModels.forget(chat.id)));
  chat.ownModel.set(model);
  tellOwnModel(chat);
  app.preparer.schedule(chat);
}
