import type { ModelChats, ModelId } from '../../shared/models-view.ts';
import type { ChatModel, ModelOfChat } from '../store/chat-models.ts';
import type { ModelHandle } from './model-handle.ts';
import type { ModelShelf, ShelfModel } from './model-shelf.ts';

/** As many as a question can name. */
const MOST_TITLES = 3;

/** A model as a chat remembers it. */
export function chatModelOf({ modelId, name, tokenizer, engine }: ModelHandle): ChatModel {
  return { modelId, name, checkpointHash: engine?.checkpointHash ?? null, tokenizerHash: tokenizer.hash };
}

/**
 * Whether a chat that remembers this may be answered by that one: it is the same checkpoint, or stands in the place of it, as after an
 * update. Of what came from elsewhere, name and tokenizer say it where the checkpoints do not.
 */
export function isModelOf(remembered: ChatModel, model: ModelHandle): boolean {
  const { modelId, name, tokenizerHash, checkpointHash } = chatModelOf(model);
  if (checkpointHash !== null && checkpointHash === remembered.checkpointHash) return true;
  if (remembered.modelId !== null) return remembered.modelId === modelId;
  return remembered.name === name && remembered.tokenizerHash === tokenizerHash;
}

/** A remembered model as it is here, as far as can be told without loading any; null: it is not. */
export function findModel(
  shelf: Pick<ModelShelf, 'all' | 'weightBytes'>,
  remembered: ChatModel,
): { readonly modelId: ModelId; readonly loadBytes: number } | null {
  const found = findAmong(shelf.all(), remembered);
  return found ? { modelId: found.modelId, loadBytes: shelf.weightBytes(found.modelId) } : null;
}

/** The chats, of these in their order, that would be left without their model if this one went. */
export function chatsLeftWithout(
  modelId: ModelId,
  { models, chats }: { readonly models: readonly ShelfModel[]; readonly chats: readonly ModelOfChat[] },
): ModelChats {
  const others = models.filter((model) => model.modelId !== modelId);
  const left = chats.filter((chat) => {
    // The same checkpoint under another id takes its place, as `isModelOf` says.
    return findAmong(models, chat)?.modelId === modelId && !others.some((other) => hasCheckpointOf(other, chat));
  });
  return { count: left.length, titles: left.slice(0, MOST_TITLES).map(({ title }) => title) };
}

function findAmong(models: readonly ShelfModel[], remembered: ChatModel): ShelfModel | undefined {
  const { modelId, name } = remembered;
  return (
    models.find((model) => model.modelId === modelId) ??
    models.find((model) => hasCheckpointOf(model, remembered)) ??
    models.find((model) => modelId === null && model.name === name)
  );
}

function hasCheckpointOf(model: ShelfModel, { checkpointHash }: ChatModel): boolean {
  return checkpointHash !== null && model.checkpointHash === checkpointHash;
}
