import { noSuchChat } from '../no-such-chat.ts';
import { titleFromGiven, titleFromWords } from '../text/first-words.ts';
import type { Connection } from './connection.ts';
import { MARKED_BY_DELETION } from './purge-mark.ts';
import { storedChatSetting } from './settings.ts';
import { isNotPending, isShown, isThere } from './visible-chats.ts';

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
  readonly deletedAtMs: number | null;
  /** When it was put away. */
  readonly archivedAtMs: number | null;
  readonly pinnedAtMs: number | null;
  readonly activeLeafId: number | null;
}

export type ChatListing = Pick<StoredChat, 'id' | 'title' | 'createdAtMs' | 'updatedAtMs'> & {
  /** Left out: it was not put away. */
  readonly archivedAtMs?: number;
  /** Left out: it is not kept on top. */
  readonly pinnedAtMs?: number;
  /** As it was set; left out: all of the model's. */
  readonly usedWindowTokens?: number;
};

export type DeletedListing = Pick<StoredChat, 'id' | 'title'> & { readonly deletedAtMs: number };

interface ChatRow {
  readonly id: number;
  readonly uid: Buffer;
  readonly title: string;
  readonly is_title_given: number;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
  readonly deleted_at_ms: number | null;
  readonly archived_at_ms: number | null;
  readonly pinned_at_ms: number | null;
  readonly active_leaf_id: number | null;
}

export type ChatStore = ReturnType<typeof openChatStore>;

/** Chats: the list, one of them, and what belongs to a chat as a whole. Deleted ones are out of sight until restored. */
export function openChatStore(connection: Connection) {
  const statements = prepareChatStatements(connection);

  function getAny(chatId: number): StoredChat | null {
    const row = statements.get.get(chatId) as ChatRow | undefined;
    return row ? rowToChat(row) : null;
  }

  return {
    create(nowMs: number): number {
      return Number(statements.create.run({ nowMs }).lastInsertRowid);
    },
    /** The newest first. */
    list(): ChatListing[] {
      return (statements.list.all() as ListingRow[]).map(rowToListing);
    },
    /** The one used last that was not put away; null when there is none. */
    newest(): Pick<StoredChat, 'id'> | null {
      return (statements.newest.get() as Pick<StoredChat, 'id'> | undefined) ?? null;
    },
    /** Its row of the list; null when it is not in there. */
    listing(chatId: number): ChatListing | null {
      const row = statements.listing.get(chatId) as ListingRow | undefined;
      return row ? rowToListing(row) : null;
    },
    /** Null when it is not there, or deleted. */
    get(chatId: number): StoredChat | null {
      const chat = getAny(chatId);
      return chat?.isDeleted ? null : chat;
    },
    /** Also one that was deleted and may be restored: a turn that runs in it comes to its end. */
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
    /**
     * Gives false where there was nothing in it: then it is gone for good. `isKept`: it stays beyond this run; else the next start
     * finds it marked, since nothing can undo it by then.
     */
    delete(chatId: number, nowMs: number, isKept = true): boolean {
      if (statements.removeEmpty.run(chatId).changes > 0) return false;
      refuseMissing(statements.delete.run({ chatId, nowMs, markedAtMs: isKept ? null : MARKED_BY_DELETION }).changes);
      return true;
    },
    /** Those that were deleted and can be restored, the one deleted last first. */
    listDeleted(): DeletedListing[] {
      return statements.listDeleted.all() as DeletedListing[];
    },
    countDeleted(): number {
      return statements.countDeleted.get() as number;
    },
    /** From here on these are gone for everything, and upkeep removes them. Gives those that were deleted and there. */
    deleteForGood(chatIds: readonly number[]): number[] {
      return statements.deleteForGood.all(JSON.stringify(chatIds)) as number[];
    },
    /** Puts it away, out of the list, or back into it. One that is put away is not on top any more. */
    setArchived(chatId: number, atMs: number | null): void {
      refuseMissing(statements.setArchived.run({ chatId, atMs }).changes);
    },
    /** Keeps it above all others in the list, which it comes back to for that, or not. */
    setPinned(chatId: number, atMs: number | null): void {
      refuseMissing(statements.setPinned.run({ chatId, atMs }).changes);
    },
    restore(chatId: number): void {
      refuseMissing(statements.restore.run({ chatId }).changes);
    },
    /** Shows the branch that ends at this message of the chat; null shows none. */
    setActiveLeaf(chatId: number, messageId: number | null): void {
      refuseMissing(statements.setActiveLeaf.run({ chatId, messageId }).changes);
    },
  };
}

function prepareChatStatements(connection: Connection) {
  const listing = `
    SELECT id, title, created_at_ms AS createdAtMs, updated_at_ms AS updatedAtMs,
      archived_at_ms AS archivedAtMs, pinned_at_ms AS pinnedAtMs,
      (SELECT value FROM settings WHERE chat_id = chats.id AND name = 'usedWindowTokens') AS usedWindow
    FROM chats`;
  const order = 'ORDER BY updated_at_ms DESC, id DESC';
  return {
    create: connection.prepare('INSERT INTO chats (created_at_ms, updated_at_ms) VALUES (@nowMs, @nowMs)'),
    list: connection.prepare(`${listing} WHERE ${isShown} ${order}`),
    newest: connection.prepare(`${listing} WHERE ${isShown} AND archived_at_ms IS NULL ${order} LIMIT 1`),
    listing: connection.prepare(`${listing} WHERE id = ? AND ${isShown}`),
    get: connection.prepare(`SELECT * FROM chats WHERE id = ? AND ${isThere}`),
    findEmpty: connection
      .prepare(`
        SELECT id FROM chats
        WHERE ${isShown} AND archived_at_ms IS NULL
          AND NOT EXISTS (SELECT 1 FROM messages WHERE chat_id = chats.id)
        ORDER BY updated_at_ms DESC, id DESC LIMIT 1`)
      .pluck(),
    firstText: connection
      .prepare(
        `SELECT text FROM messages WHERE chat_id = ? AND parent_id IS NULL AND ${isNotPending} ORDER BY id LIMIT 1`,
      )
      .pluck(),
    rename: connection.prepare(`
      UPDATE chats SET title = @title, is_title_given = @isGiven WHERE id = @chatId AND ${isShown}`),
    // Not before it was used last, whatever the clock says now: one that was set back would make it seem deleted long ago.
    delete: connection.prepare(`
      UPDATE chats SET deleted_at_ms = MAX(@nowMs, updated_at_ms), purge_marked_at_ms = @markedAtMs
      WHERE id = @chatId AND ${isShown}`),
    // Unsent words, and a title that a person gave, are something.
    removeEmpty: connection.prepare(`
      UPDATE chats SET is_leaving = 1
      WHERE id = ? AND ${isShown} AND is_title_given = 0
        AND NOT EXISTS (SELECT 1 FROM drafts WHERE chat_id = chats.id AND text <> '')
        AND NOT EXISTS (SELECT 1 FROM messages WHERE chat_id = chats.id)`),
    listDeleted: connection.prepare(`
      SELECT id, title, deleted_at_ms AS deletedAtMs FROM chats
      WHERE deleted_at_ms IS NOT NULL AND ${isThere} ORDER BY deleted_at_ms DESC, id DESC`),
    countDeleted: connection
      .prepare(`SELECT COUNT(*) FROM chats WHERE deleted_at_ms IS NOT NULL AND ${isThere}`)
      .pluck(),
    deleteForGood: connection
      .prepare(`
        UPDATE chats SET is_leaving = 1
        WHERE deleted_at_ms IS NOT NULL AND ${isThere} AND id IN (SELECT value FROM JSON_EACH(?)) RETURNING id`)
      .pluck(),
    setArchived: connection.prepare(`
      UPDATE chats SET archived_at_ms = @atMs, pinned_at_ms = IIF(@atMs IS NULL, pinned_at_ms, NULL)
      WHERE id = @chatId AND ${isShown}`),
    setPinned: connection.prepare(`
      UPDATE chats SET pinned_at_ms = @atMs, archived_at_ms = IIF(@atMs IS NULL, archived_at_ms, NULL)
      WHERE id = @chatId AND ${isShown}`),
    restore: connection.prepare(`
      UPDATE chats SET deleted_at_ms = NULL, purge_marked_at_ms = NULL WHERE id = @chatId AND ${isThere}`),
    setActiveLeaf: connection.prepare(`
      UPDATE chats SET active_leaf_id = @messageId
      WHERE id = @chatId AND ${isThere}
        AND (@messageId IS NULL OR EXISTS (SELECT 1 FROM messages WHERE id = @messageId AND chat_id = @chatId AND ${isNotPending}))`),
  };
}

type ListingRow = Omit<ChatListing, 'usedWindowTokens' | 'archivedAtMs' | 'pinnedAtMs'> &
  Pick<StoredChat, 'archivedAtMs' | 'pinnedAtMs'> & { readonly usedWindow: string | null };

function rowToListing({ usedWindow, archivedAtMs, pinnedAtMs, ...row }: ListingRow): ChatListing {
  const usedWindowTokens = storedChatSetting('usedWindowTokens', usedWindow) ?? null;
  return {
    ...row,
    ...(archivedAtMs !== null && { archivedAtMs }),
    ...(pinnedAtMs !== null && { pinnedAtMs }),
    ...(usedWindowTokens !== null && { usedWindowTokens }),
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
    deletedAtMs: row.deleted_at_ms,
    archivedAtMs: row.archived_at_ms,
    pinnedAtMs: row.pinned_at_ms,
    activeLeafId: row.active_leaf_id,
  };
}

function refuseMissing(changedRows: number): void {
  if (changedRows === 0) throw noSuchChat();
}
