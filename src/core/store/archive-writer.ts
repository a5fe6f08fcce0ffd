import { toWellFormed } from '../text/well-formed.ts';
import { openAnswerOrigins } from './answer-origins.ts';
import type { ArchivedAct, ArchivedChat, ArchivedMessage } from './archive.ts';
import type { Connection } from './connection.ts';
import { openEditedInsertion } from './edited-answers.ts';
import { failureToParameters } from './failure-columns.ts';
import { openForgottenInsertion } from './forgotten-turns.ts';
import { openMessageIndex } from './message-index.ts';
import { prepareInsertReceipt, receiptToParameters } from './receipts.ts';
import type { AddedMessage, RunningImports } from './running-imports.ts';
import { writeSettings } from './settings.ts';
import { packTokenIds } from './token-ids.ts';
import { packLogits } from './token-logits.ts';

/** How long one call may hold up everything else, beside what the disk takes. */
const BATCH_MS = 8;

export type ArchiveWriter = ReturnType<typeof openArchiveWriter>;

/**
 * Writes trees, a part at a time and without waiting for the disk, under the name of an import; nobody sees anything of it until
 * `finish`. What is cut off goes with the next start's upkeep.
 */
export function openArchiveWriter(connection: Connection, relaxed: Connection, imports: RunningImports) {
  const statements = prepareWriterStatements(connection, relaxed);
  const insertMessage = openMessageInsertion(relaxed);

  const addChat = relaxed.transaction((importId: string, chat: ArchivedChat): number => {
    const { uid, title, isTitleGiven, createdAtMs, updatedAtMs } = chat;
    const parameters = { importId, uid, title: toWellFormed(title), isTitleGiven: Number(isTitleGiven) };
    const { lastInsertRowid } = statements.insertChat.run({ ...parameters, createdAtMs, updatedAtMs });
    const chatId = Number(lastInsertRowid);
    writeSettings(relaxed, 'chat', chatId, chat.settings);
    return chatId;
  });

  const addMessages = relaxed.transaction((importId: string, chatId: number, messages: readonly ArchivedMessage[]) => {
    const { ids, activeLeafId } = imports.chat(importId, chatId);
    const startedAtMs = performance.now();
    let count = 0;
    // What is told to the import only once it is stored: a transaction that fails is tried again.
    const added = new Map<number, AddedMessage>();
    for (const message of messages) {
      const id = insertMessage(chatId, message, (archiveId) => added.get(archiveId) ?? ids.get(archiveId));
      added.set(message.id, { id, role: message.role });
      if (message.id === activeLeafId) statements.show.run({ chatId, leafId: id });
      count++;
      if (performance.now() - startedAtMs >= BATCH_MS) break;
    }
    return { count, added };
  });

  return {
    /** Begins an import of this name, which nothing else has. What was left of one of the same name leaves. */
    begin(importId: string): void {
      imports.refuseRunning(importId);
      statements.leave.run(importId);
      imports.begin(importId);
    },
    /** A chat to come, without its messages. Returns its id here. */
    addChat(importId: string, chat: ArchivedChat): number {
      imports.require(importId);
      const chatId = addChat.immediate(importId, chat);
      imports.addChat(importId, chatId, chat.activeLeafId);
      return chatId;
    },
    /**
     * Stores as many of these messages, in order, as a few milliseconds let it, and returns how many; at least one. Throws when one
     * names what does not stand before it.
     */
    addMessages(importId: string, chatId: number, messages: readonly ArchivedMessage[]): number {
      const { ids } = imports.chat(importId, chatId);
      const { count, added } = addMessages.immediate(importId, chatId, messages);
      for (const [archiveId, message] of added) ids.set(archiveId, message);
      return count;
    },
    /** Makes all of it visible, in one small transaction that is on the disk when this returns. Returns the chats' ids. */
    finish(importId: string): number[] {
      imports.require(importId);
      statements.finish.run(importId);
      return imports.end(importId);
    },
    /** Gives up an import: what there is of it leaves. */
    abandon(importId: string): void {
      imports.end(importId);
      statements.leave.run(importId);
    },
  };
}

type Find = (archiveId: number) => AddedMessage | undefined;

function openMessageInsertion(relaxed: Connection) {
  const insert = prepareInsertMessage(relaxed);
  const index = openMessageIndex(relaxed);
  const insertAct = relaxed.prepare(`
    INSERT INTO window_acts (chat_id, leaf_id, kind, turn_id, value, at_ms)
    VALUES (@chatId, @leafId, @kind, @turnId, @value, @atMs)`);
  const origins = openAnswerOrigins(relaxed);
  const insertReceipt = prepareInsertReceipt(relaxed);
  const insertForgotten = openForgottenInsertion(relaxed);
  const insertEdited = openEditedInsertion(relaxed);

  function storeAct(chatId: number, leafId: number, act: ArchivedAct, turnOf: (archiveId: number) => number): void {
    const turnId = act.turnId === null ? null : turnOf(act.turnId);
    const value = act.kind === 'start' ? null : Number(act.value);
    insertAct.run({ chatId, leafId, kind: act.kind, turnId, value, atMs: act.atMs });
  }

  return (chatId: number, message: ArchivedMessage, find: Find): number => {
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
    const { windowStartId, used, receipt, forgotten, unseenTurnId, isEdited } = message;
    const id = insert(message, {
      chatId,
      parentId: message.parentId === null ? null : named(message.parentId, isUser ? 'assistant' : 'user'),
      windowStartId: windowStartId === null ? null : named(windowStartId, 'user'),
    });
    index.add({ id, text: toWellFormed(message.text), createdAtMs: message.createdAtMs });
    if (used) {
      const promptTurnIds = message.promptTurnIds?.map(turnOf) ?? null;
      origins.set(id, { answeredBy: message.answeredBy, promptTurnIds, ...used });
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
function uidOr(table: 'chats' | 'messages'): string {
  return `IIF(EXISTS (SELECT 1 FROM ${table} WHERE uid = UNHEX(@uid)), RANDOMBLOB(16), UNHEX(@uid))`;
}

function prepareWriterStatements(connection: Connection, relaxed: Connection) {
  return {
    leave: connection.prepare('UPDATE chats SET is_leaving = 1, import_id = NULL WHERE import_id = ?'),
    insertChat: relaxed.prepare(`
      INSERT INTO chats (uid, title, is_title_given, created_at_ms, updated_at_ms, import_id)
      VALUES (${uidOr('chats')}, @title, @isTitleGiven, @createdAtMs, @updatedAtMs, @importId)`),
    show: relaxed.prepare('UPDATE chats SET active_leaf_id = @leafId WHERE id = @chatId'),
    finish: connection.prepare('UPDATE chats SET import_id = NULL WHERE import_id = ?'),
  };
}
