import { noSuchChat } from '../no-such-chat.ts';
import { toWellFormed } from '../text/well-formed.ts';
import type { ActInForce, ActStore } from './acts.ts';
import type { Connection } from './connection.ts';
import { openEditedInsertion } from './edited-marks.ts';
import { openForgottenInsertion } from './forgotten-turns.ts';
import type { MessageIndex } from './message-index.ts';
import type { MessageStore } from './message-store.ts';
import type { StoredMessage } from './messages.ts';
import { packTokenIds } from './token-ids.ts';
import { isShown } from './visible-chats.ts';

/** Words of a person in the place of an answer. */
export interface EditedAnswer {
  /** The answer that they are put beside. */
  readonly answerId: number;
  readonly text: string;
  /** As the encoder chooses them. */
  readonly tokenIds: readonly number[];
  readonly tokenizerHash: string;
  /** What the branch begins with of decisions in force. */
  readonly acts: readonly ActInForce[];
  readonly nowMs: number;
}

interface EditNeeds {
  readonly messages: MessageStore;
  readonly acts: ActStore;
  readonly index: MessageIndex;
}

export type EditedAnswerStore = ReturnType<typeof openEditedAnswers>;

/** Answers that a person wrote: beside the model's own, which stay. */
export function openEditedAnswers(connection: Connection, { messages, acts, index }: EditNeeds) {
  const isChatShown = connection.prepare(`SELECT 1 FROM chats WHERE id = ? AND ${isShown}`);
  // The window began where it did for the answer in whose place this stands.
  const insert = connection.prepare(`
    INSERT INTO messages (
      chat_id, parent_id, role, text, token_ids, tokenizer_hash, state, created_at_ms, ended_at_ms, window_start_id, forgotten_at_ms
    )
    SELECT chat_id, parent_id, role, @text, @tokenIds, @tokenizerHash, 'done', @nowMs, @nowMs, window_start_id, forgotten_at_ms
    FROM messages WHERE id = @answerId`);
  const insertEdited = openEditedInsertion(connection);
  const insertForgotten = openForgottenInsertion(connection);
  const show = connection.prepare(`
    UPDATE chats SET active_leaf_id = @leafId, updated_at_ms = @nowMs WHERE id = @chatId`);

  const edit = connection.transaction((edited: EditedAnswer): StoredMessage => {
    const { answerId, tokenizerHash, nowMs } = edited;
    const answer = messages.get(answerId);
    if (answer?.role !== 'assistant') throw new Error(`Message ${answerId} is no answer.`);
    if (isChatShown.get(answer.chatId) === undefined) throw noSuchChat();
    const text = toWellFormed(edited.text);
    const parameters = { answerId, text, tokenIds: packTokenIds(edited.tokenIds), tokenizerHash, nowMs };
    const id = Number(insert.run(parameters).lastInsertRowid);
    insertEdited(id);
    insertForgotten(id, answer.forgotten);
    index.add({ id, text, createdAtMs: nowMs });
    for (const act of edited.acts) acts.set({ ...act, leafId: id, atMs: nowMs });
    show.run({ leafId: id, chatId: answer.chatId, nowMs });
    return messages.get(id) as StoredMessage;
  });
  return {
    /** Stores the words as another answer beside the one that they take the place of, and moves the chat to it. */
    editAnswer: (edited: EditedAnswer): StoredMessage => edit.immediate(edited),
  };
}
