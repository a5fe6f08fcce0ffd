import { toWellFormed } from '../text/well-formed.ts';
import type { ArchivedChat, ArchivedMessage } from './archive.ts';
import { openMessageInsertion, uidOr } from './archive-insertion.ts';
import { prepareSetting } from './chat-models.ts';
import type { Connection } from './connection.ts';
import type { AddedMessage, RunningImports } from './running-imports.ts';
import { writeSettings } from './settings.ts';

/** How long one call may hold up everything else, beside what the disk takes. */
export const BATCH_MS = 8;

export type ArchiveWriter = ReturnType<typeof openArchiveWriter>;

/**
 * Writes trees, a part at a time and without waiting for the disk, under the name of an import; nobody sees anything of it until
 * `finish`. What is cut off goes with the next start's upkeep.
 */
export function openArchiveWriter(connection: Connection, relaxed: Connection, imports: RunningImports) {
  const statements = prepareWriterStatements(connection, relaxed);
  const insertMessage = openMessageInsertion(relaxed);

  const addChat = relaxed.transaction(openChatInsertion(relaxed));
  const finish = connection.transaction((importId: string): void => {
    statements.finish.run(importId);
    for (const leaf of imports.firstLeaves(importId)) statements.showFirst.run(leaf);
    const isOther = statements.otherPending.get(importId) !== undefined;
    // Without a condition the pages of the table are let go of as they are, however many rows they hold.
    if (isOther) statements.finishPending.run(importId);
    else statements.finishAllPending.run();
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
      imports.addChat(importId, { chatId, uid: chat.uid, activeLeafId: chat.activeLeafId, isNew: true });
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
      finish.immediate(importId);
      return imports.end(importId);
    },
    /** Gives up an import: what there is of it leaves. */
    abandon(importId: string): void {
      imports.end(importId);
      statements.leave.run(importId);
    },
  };
}

/** Stores a chat of an import, as part of a transaction. Returns its id. */
export function openChatInsertion(relaxed: Connection) {
  const insert = relaxed.prepare(`
    INSERT INTO chats (
      uid, title, is_title_given, created_at_ms, updated_at_ms, deleted_at_ms, archived_at_ms, pinned_at_ms, import_id
    ) VALUES (
      ${uidOr('chats')}, @title, @isTitleGiven, @createdAtMs, @updatedAtMs, @deletedAtMs, @archivedAtMs, @pinnedAtMs, @importId
    )`);
  const insertDraft = relaxed.prepare(
    'INSERT INTO drafts (chat_id, text, updated_at_ms) VALUES (@chatId, @text, @updatedAtMs)',
  );
  const insertOrigin = relaxed.prepare(`
    INSERT INTO branched_chats (chat_id, origin_id)
    SELECT @chatId, id FROM chats WHERE uid = UNHEX(@branchedFrom) AND id <> @chatId AND is_leaving = 0`);
  const setModel = prepareSetting(relaxed);
  return (importId: string, chat: ArchivedChat): number => {
    const { uid, title, isTitleGiven, createdAtMs, updatedAtMs, deletedAtMs = null } = chat;
    const { archivedAtMs = null, pinnedAtMs = null, draft = '', branchedFrom } = chat;
    const { lastInsertRowid } = insert.run({
      ...{ importId, uid, title: toWellFormed(title), isTitleGiven: Number(isTitleGiven) },
      ...{ createdAtMs, updatedAtMs, deletedAtMs, archivedAtMs, pinnedAtMs },
    });
    const chatId = Number(lastInsertRowid);
    writeSettings(relaxed, 'chat', chatId, chat.settings);
    if (branchedFrom !== undefined) insertOrigin.run({ chatId, branchedFrom });
    if (chat.model) setModel.run({ ...chat.model, chatId, modelId: null });
    if (draft !== '') insertDraft.run({ chatId, text: toWellFormed(draft), updatedAtMs });
    return chatId;
  };
}

function prepareWriterStatements(connection: Connection, relaxed: Connection) {
  const showLeaf = 'UPDATE chats SET active_leaf_id = @leafId WHERE id = @chatId';
  return {
    leave: connection.prepare('UPDATE chats SET is_leaving = 1, import_id = NULL WHERE import_id = ?'),
    show: relaxed.prepare(showLeaf),
    finish: connection.prepare('UPDATE chats SET import_id = NULL WHERE import_id = ?'),
    // A chat that is here keeps its place, if it has one.
    showFirst: connection.prepare(`${showLeaf} AND active_leaf_id IS NULL`),
    otherPending: connection.prepare('SELECT 1 FROM pending_messages WHERE import_id <> ? LIMIT 1'),
    finishPending: connection.prepare('DELETE FROM pending_messages WHERE import_id = ?'),
    finishAllPending: connection.prepare('DELETE FROM pending_messages'),
  };
}
