import { toWellFormed } from '../text/well-formed.ts';
import { openAnswerOrigins } from './answer-origins.ts';
import type { ArchivedAct, ArchivedMessage } from './archive.ts';
import type { Connection } from './connection.ts';
import { openEditedInsertion } from './edited-marks.ts';
import { failureToParameters } from './failure-columns.ts';
import { openForgottenInsertion } from './forgotten-turns.ts';
import { openIdsStateInsertion } from './imported-ids.ts';
import { openMessageIndex } from './message-index.ts';
import { prepareInsertReceipt, receiptToParameters } from './receipts.ts';
import type { AddedMessage } from './running-imports.ts';
import { packTokenIds } from './token-ids.ts';
import { packLogits } from './token-logits.ts';

/** What came of a message of the archive. */
export type FindAdded = (archiveId: number) => AddedMessage | undefined;

/** Stores a message of an archive with all that stands with it, as part of a transaction; what it names must have been stored before. */
export function openMessageInsertion(relaxed: Connection) {
  const insert = prepareInsertMessage(relaxed);
  const index = openMessageIndex(relaxed);
  const insertEdited = openEditedInsertion(relaxed);
  const insertIdsState = openIdsStateInsertion(relaxed);
  const insertAct = relaxed.prepare(`
    INSERT INTO window_acts (chat_id, leaf_id, kind, turn_id, value, at_ms)
    VALUES (@chatId, @leafId, @kind, @turnId, @value, @atMs)`);
  const origins = openAnswerOrigins(relaxed);
  const insertReceipt = prepareInsertReceipt(relaxed);
  const insertForgotten = openForgottenInsertion(relaxed);

  function storeAct(chatId: number, leafId: number, act: ArchivedAct, turnOf: (archiveId: number) => number): void {
    const turnId = act.turnId === null ? null : turnOf(act.turnId);
    const value = act.kind === 'start' ? null : Number(act.value);
    insertAct.run({ chatId, leafId, kind: act.kind, turnId, value, atMs: act.atMs });
  }

  return (chatId: number, message: ArchivedMessage, find: FindAdded): number => {
    const named = (archiveId: number, role: ArchivedMessage['role']): number => {
      const found = find(archiveId);
      if (found?.role === role) return found.id;
      throw new Error(
        `Message ${message.id} of the archive names ${archiveId}, which is no ${role}'s message before it.`,
      );
    };
    const turnOf = (archiveId: number) => (archiveId === message.id && isUser ? id : named(archiveId, 'user'));
    const isUser = message.role === 'user';
    if (!isUser && message.parentId === null) throw new Error(`Answer ${message.id} of the archive answers nothing.`);
    const { windowStartId, used, receipt, forgotten, unseenTurnId, isEdited, form } = message;
    const id = insert(message, {
      chatId,
      parentId: message.parentId === null ? null : named(message.parentId, isUser ? 'assistant' : 'user'),
      windowStartId: windowStartId === null ? null : named(windowStartId, 'user'),
    });
    insertIdsState(id, message.idsState ?? 'fit');
    index.add({ id, text: toWellFormed(message.text), createdAtMs: message.createdAtMs });
    if (used) {
      const promptTurnIds = message.promptTurnIds?.map(turnOf) ?? null;
      origins.set(id, { answeredBy: message.answeredBy, promptTurnIds, ...used, form: form ?? null });
      origins.setUnseenTurn(id, unseenTurnId && turnOf(unseenTurnId));
      if (receipt) insertReceipt.run(receiptToParameters(id, receipt));
    }
    insertForgotten(
      id,
      forgotten.map((turn) => ({ ...turn, turnId: named(turn.turnId, 'user') })),
    );
    if (isEdited) insertEdited(id);
    for (const act of message.acts) storeAct(chatId, id, act, turnOf);
    return id;
  };
}

interface Names {
  readonly chatId: number;
  readonly parentId: number | null;
  readonly windowStartId: number | null;
}

function prepareInsertMessage(relaxed: Connection) {
  const insert = relaxed.prepare(`
    INSERT INTO messages (
      uid, chat_id, parent_id, role, send_key, text, token_ids, tokenizer_hash, state, failure_code, failure_details,
      created_at_ms, ended_at_ms, window_start_id, forgotten_at_ms, chosen_logits, largest_logits
    ) VALUES (
      ${uidOr('messages')}, @chatId, @parentId, @role, @sendKey, @text, @tokenIds, @tokenizerHash, @state, @failureCode,
      @failureDetails, @createdAtMs, @endedAtMs, @windowStartId, @forgottenAtMs, @chosen, @largest
    )`);
  return (message: ArchivedMessage, names: Names): number => {
    const { uid, role, sendKey, tokenizerHash, createdAtMs, endedAtMs, forgottenAtMs, tokenIds, logits } = message;
    const inserted = insert.run({
      ...{ uid, role, sendKey, tokenizerHash, createdAtMs, endedAtMs, forgottenAtMs },
      ...names,
      ...failureToParameters(message.failure),
      text: toWellFormed(message.text),
      tokenIds: packTokenIds(tokenIds),
      state: message.state === 'streaming' ? 'stopped' : message.state,
      ...(logits ? packLogits(logits, tokenIds.length) : { chosen: null, largest: null }),
    });
    return Number(inserted.lastInsertRowid);
  };
}

/** The uid that is given in hexadecimal digits, or a new one where a row of the table has it already. */
export function uidOr(table: 'chats' | 'messages'): string {
  return `IIF(EXISTS (SELECT 1 FROM ${table} WHERE uid = UNHEX(@uid)), RANDOMBLOB(16), UNHEX(@uid))`;
}
