import type { ChatSettings } from '../../shared/views.ts';
import { noSuchChat } from '../no-such-chat.ts';
import { titleFromGiven, titleFromWords } from '../text/first-words.ts';
import { toWellFormed } from '../text/well-formed.ts';
import type { Connection } from './connection.ts';
import {
  rowToSettings,
  type SettingsChange,
  type SettingsRow,
  settingColumns,
  storedSetting,
} from './setting-columns.ts';

export interface StoredChat {
  readonly id: number;
  /** Unique beyond this database: 32 hexadecimal digits. */
  readonly uid: string;
  /** Empty until the first words are said. */
  readonly title: string;
  /** A person gave the title. */
  readonly isTitleGiven: boolean;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly isDeleted: boolean;
  readonly activeLeafId: number | null;
  readonly draft: string;
  /** What was set for this chat; everything else is the model's. */
  readonly settings: Partial<ChatSettings>;
}

export type ChatListing = Pick<StoredChat, 'id' | 'title' | 'updatedAtMs'>;

interface ChatRow extends SettingsRow {
  readonly id: number;
  readonly uid: Buffer;
  readonly title: string;
  readonly is_title_given: number;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
  readonly deleted_at_ms: number | null;
  readonly active_leaf_id: number | null;
  readonly draft: string;
  readonly seed: number | null;
}

export type ChatStore = ReturnType<typeof openChatStore>;

/** Chats: the list, one of them, and what belongs to a chat as a whole. Deleted ones are out of sight until restored. */
export function openChatStore(connection: Connection, relaxed: Connection = connection) {
  const statements = prepareChatStatements(connection, relaxed);

  function getAny(chatId: number): StoredChat | null {
    const row = statements.get.get(chatId) as ChatRow | undefined;
    return row ? rowToChat(row) : null;
  }

  const configure = connection.transaction((chatId: number, change: SettingsChange): void => {
    refuseMissing(statements.isThere.get(chatId) === undefined ? 0 : 1);
    for (const { name, set } of statements.settings) {
      const value = storedSetting(name, change);
      if (value !== undefined) set.run({ chatId, value });
    }
  });

  return {
    create(nowMs: number): number {
      return Number(statements.create.run({ nowMs }).lastInsertRowid);
    },
    /** The newest first. */
    list(): ChatListing[] {
      const rows = statements.list.all() as Pick<ChatRow, 'id' | 'title' | 'updated_at_ms'>[];
      return rows.map((row) => ({ id: row.id, title: row.title, updatedAtMs: row.updated_at_ms }));
    },
    /** Null when it is not there, or deleted. */
    get(chatId: number): StoredChat | null {
      const chat = getAny(chatId);
      return chat?.isDeleted ? null : chat;
    },
    /** Also one that was deleted and is still to be restored or purged: a turn that runs in it comes to its end. */
    getAny,
    /** The newest chat in which nothing has been said, or null. */
    findEmpty(): number | null {
      return (statements.findEmpty.get() as number | undefined) ?? null;
    },
    /** Sets a title, or with an empty one goes back to the first words. Returns the title as it then is. */
    rename(chatId: number, title: string): string {
      const given = titleFromGiven(title);
      const firstText = given === '' ? (statements.firstText.get(chatId) as string | undefined) : undefined;
      const shown = given || titleFromWords(firstText ?? '');
      refuseMissing(statements.rename.run({ chatId, title: shown, isGiven: Number(given !== '') }).changes);
      return shown;
    },
    touch(chatId: number, nowMs: number): void {
      refuseMissing(statements.touch.run({ chatId, nowMs }).changes);
    },
    delete(chatId: number, nowMs: number): void {
      refuseMissing(statements.delete.run({ chatId, nowMs }).changes);
    },
    restore(chatId: number): void {
      refuseMissing(statements.restore.run({ chatId }).changes);
    },
    /** Removes deleted chats for good, with all that was said in them. Returns how many. */
    purgeDeleted(): number {
      return statements.purgeDeleted.run().changes;
    },
    /** Keeps unsent words. Does not wait for the disk: it is called at every keystroke. */
    saveDraft(chatId: number, text: string): void {
      refuseMissing(statements.saveDraft.run({ chatId, text: toWellFormed(text) }).changes);
    },
    /** Changes the settings that are given; null goes back to the model's own. Returns all that are set for this chat. */
    configure(chatId: number, change: SettingsChange): Partial<ChatSettings> {
      configure.immediate(chatId, change);
      return getAny(chatId)?.settings ?? {};
    },
    /** Shows the branch that ends at this message of the chat; null shows none. */
    setActiveLeaf(chatId: number, messageId: number | null): void {
      refuseMissing(statements.setActiveLeaf.run({ chatId, messageId }).changes);
    },
  };
}

function prepareChatStatements(connection: Connection, relaxed: Connection) {
  return {
    create: connection.prepare('INSERT INTO chats (created_at_ms, updated_at_ms) VALUES (@nowMs, @nowMs)'),
    list: connection.prepare(`
      SELECT id, title, updated_at_ms FROM chats
      WHERE deleted_at_ms IS NULL ORDER BY updated_at_ms DESC, id DESC`),
    get: connection.prepare('SELECT * FROM chats WHERE id = ?'),
    isThere: connection.prepare('SELECT 1 FROM chats WHERE id = ? AND deleted_at_ms IS NULL'),
    findEmpty: connection
      .prepare(`
        SELECT id FROM chats
        WHERE deleted_at_ms IS NULL AND NOT EXISTS (SELECT 1 FROM messages WHERE chat_id = chats.id)
        ORDER BY updated_at_ms DESC, id DESC LIMIT 1`)
      .pluck(),
    firstText: connection
      .prepare('SELECT text FROM messages WHERE chat_id = ? AND parent_id IS NULL ORDER BY id LIMIT 1')
      .pluck(),
    rename: connection.prepare(`
      UPDATE chats SET title = @title, is_title_given = @isGiven WHERE id = @chatId AND deleted_at_ms IS NULL`),
    touch: connection.prepare('UPDATE chats SET updated_at_ms = @nowMs WHERE id = @chatId'),
    delete: connection.prepare('UPDATE chats SET deleted_at_ms = @nowMs WHERE id = @chatId AND deleted_at_ms IS NULL'),
    restore: connection.prepare('UPDATE chats SET deleted_at_ms = NULL WHERE id = @chatId'),
    purgeDeleted: connection.prepare('DELETE FROM chats WHERE deleted_at_ms IS NOT NULL'),
    saveDraft: relaxed.prepare('UPDATE chats SET draft = @text WHERE id = @chatId AND deleted_at_ms IS NULL'),
    setActiveLeaf: connection.prepare(`
      UPDATE chats SET active_leaf_id = @messageId
      WHERE id = @chatId
        AND (@messageId IS NULL OR EXISTS (SELECT 1 FROM messages WHERE id = @messageId AND chat_id = @chatId))`),
    settings: Object.entries(settingColumns).map(([name, { column }]) => ({
      name: name as keyof ChatSettings,
      set: connection.prepare(`UPDATE chats SET ${column} = @value WHERE id = @chatId`),
    })),
  };
}

function rowToChat(row: ChatRow): StoredChat {
  return {
    id: row.id,
    uid: row.uid.toString('hex'),
    title: row.title,
    isTitleGiven: row.is_title_given === 1,
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    isDeleted: row.deleted_at_ms !== null,
    activeLeafId: row.active_leaf_id,
    draft: row.draft,
    settings: rowToSettings(row, row.seed),
  };
}

function refuseMissing(changedRows: number): void {
  if (changedRows === 0) throw noSuchChat();
}
