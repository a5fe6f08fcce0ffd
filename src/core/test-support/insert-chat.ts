import type { ModelHandle } from '../models/model-handle.ts';
import type { Store } from '../store/store.ts';

const question = 'What does the sea look like this evening?';
const answer = 'Grey and calm, with a line of light in the west.';

/** So many of the newest turns are in the window of a chat that was inserted. */
export const INSERTED_WINDOW_TURNS = 8;

/** A chat as it would be after so many turns, all of them answered. Returns its id. */
export function insertChat(store: Store, model: ModelHandle, turnCount: number): number {
  const { tokenizer, defaults } = model;
  const chatId = store.chats.create(Date.now());
  const none = new Float32Array(0);
  const userIds: number[] = [];
  let parentId: number | null = null;
  for (let turn = 0; turn < turnCount; turn++) {
    const text = `${question} ${turn}`;
    const { user, assistant } = store.turns.begin({
      ...{ chatId, parentId, text, tokenIds: tokenizer.encode(text), tokenizerHash: tokenizer.hash },
      ...{ sendKey: null, again: null, acts: [], promptTurnIds: [], answeredBy: null, seed: null, sampling: defaults },
      windowStartId: userIds.at(1 - INSERTED_WINDOW_TURNS) ?? null,
      ...{ forgottenAtMs: turn < INSERTED_WINDOW_TURNS ? null : 1, nowMs: Date.now() },
    });
    store.turns.finish({
      ...{ messageId: assistant.id, text: answer, tokenIds: tokenizer.encode(answer), state: 'done', receipt: null },
      ...{ chosenLogits: none, largestLogits: none, nowMs: Date.now() },
    });
    parentId = assistant.id;
    userIds.push(user.id);
  }
  return chatId;
}
