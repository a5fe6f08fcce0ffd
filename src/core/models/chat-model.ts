import type { ModelId } from '../../shared/models-view.ts';
import type { ChatModel } from '../store/chat-models.ts';
import type { ModelHandle } from './model-handle.ts';
import type { ModelShelf } from './model-shelf.ts';

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

/** Under which id a remembered model is here, as far as can be told without loading any; null: it is not. */
export function findModel(
  shelf: Pick<ModelShelf, 'all'>,
  { modelId, name, checkpointHash }: ChatModel,
): ModelId | null {
  const models = shelf.all();
  const found =
    models.find((model) => model.modelId === modelId) ??
    models.find((model) => checkpointHash !== null && model.checkpointHash === checkpointHash) ??
    models.find((model) => modelId === null && model.name === name);
  return found?.modelId ?? null;
}
