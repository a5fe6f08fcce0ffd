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

/** A remembered model as it is here, as far as can be told without loading any; null: it is not. */
export function findModel(
  shelf: Pick<ModelShelf, 'all' | 'weightBytes'>,
  { modelId, name, checkpointHash }: ChatModel,
): { readonly modelId: ModelId; readonly loadBytes: number } | null {
  const models = shelf.all();
  const found =
    models.find((model) => model.modelId === modelId) ??
    models.find((model) => checkpointHash !== null && model.checkpointHash === checkpointHash) ??
    models.find((model) => modelId === null && model.name === name);
  return found ? { modelId: found.modelId, loadBytes: shelf.weightBytes(found.modelId) } : null;
}
