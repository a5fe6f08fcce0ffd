import type { ModelPrice } from '../../shared/chat-model-view.ts';
import { usedWindowOf } from '../../shared/used-window.ts';
import type { ModelHandle } from '../models/model-handle.ts';
import type { ChatState } from './chat-state.ts';
import { ReadingByModel } from './message-reading.ts';
import type { TurnContext } from './turn-context.ts';
import { forgottenIn, named, planOf, type WindowSight } from './window-sight.ts';

/** A model that a chat might go on with, and the bytes that loading it takes: 0 for the one in use. */
export interface PricedModel {
  readonly model: ModelHandle;
  readonly loadBytes: number;
}

/** What the next message stands on once the chat goes on with a model, by the plan that sending it follows. Changes nothing. */
export async function priceModel(
  { ledger, models }: TurnContext,
  chat: ChatState,
  { model, loadBytes }: PricedModel,
): Promise<ModelPrice> {
  const isInUse = models.known() === model;
  const reading = new ReadingByModel(model);
  if (!isInUse) await encodeInPieces(chat, reading);
  const settings = chat.settings(model);
  const branch = isInUse ? chat.branch : chat.branch.windowReread(reading);
  const sight: WindowSight = { branch, live: null, settings, model };
  const plan = planOf(sight, 0);
  const promptIds = chat.promptIds(plan.kept, null, model);
  // An engine that begins anew holds nothing.
  const keptTokens = isInUse ? ledger.reusableTokens(promptIds) : 0;
  const readTokens = promptIds.length - keptTokens;
  return {
    ...{ modelId: model.modelId, name: model.name, isInUse, loadBytes },
    windowTokens: usedWindowOf(settings, model.windowTokens),
    promptTokens: promptIds.length,
    ...{ keptTokens, readTokens, readMs: model.readingSpeed.msFor(readTokens) },
    forgets: forgottenIn(plan).map(named),
    isPossible: plan.type !== 'cannotFit',
  };
}

/** Whoever types is not held up longer than this. */
const PIECE_MS = 6;

/** The words that decide the window, which are many where nothing was ever forgotten. */
export async function encodeInPieces(chat: ChatState, reading: ReadingByModel): Promise<void> {
  let endsAtMs = performance.now() + PIECE_MS;
  for (const { user, answer } of chat.branch.windowTurns()) {
    for (const message of answer ? [user, answer] : [user]) reading.idsOf(message);
    if (performance.now() < endsAtMs) continue;
    await new Promise((next) => setImmediate(next));
    endsAtMs = performance.now() + PIECE_MS;
  }
}
