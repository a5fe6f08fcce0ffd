import { searchVersion, segmented } from '../text/search-words.ts';
import type { Connection } from './connection.ts';
import { isNotPending, isShown } from './visible-chats.ts';

/** A message that has what is looked for. */
export interface FoundEntry {
  readonly messageId: number;
  readonly chatId: number;
}

/** What the index takes of a message. */
export interface IndexedMessage {
  readonly id: number;
  readonly text: string;
  readonly createdAtMs: number;
}

export type MessageIndex = ReturnType<typeof openMessageIndex>;

/** So many ids are looked at for messages that the index lacks, and so many of these are taken up, in one step. */
const IDS_AT_ONCE = 2_000;
const MESSAGES_AT_ONCE = 100;

/** So many pages of the index are written anew in one step: a few milliseconds. */
const PAGES_AT_ONCE = 32;

/** What stands in the index for a moment and is no message. */
const NO_ENTRY = -1;
const NO_WORDS = '0';

/**
 * The words of all messages. A message is taken up once, when its text is what it stays; in the transaction of whoever writes it
 * on this connection.
 */
export function openMessageIndex(connection: Connection) {
  const statements = prepareIndexStatements(connection);
  let nextId: number | null = null;

  const places = openPlaces((range) => statements.lastIn.get(range) as number | null);

  function add({ id, text, createdAtMs }: IndexedMessage): void {
    if (statements.hasEntry.get(id) !== undefined) return;
    const entryId = places.next(createdAtMs);
    statements.addEntry.run({ entryId, messageId: id });
    statements.addWords.run({ entryId, words: segmented(text) });
  }

  function clear(): void {
    connection.exec("INSERT INTO message_index (message_index) VALUES ('delete-all'); DELETE FROM message_entries");
  }

  /** All entries go, since their words were made in another way. */
  const renew = connection.transaction(() => {
    clear();
    statements.setVersion.run(searchVersion);
  });

  const fill = connection.transaction((lastId: number): number => {
    const firstId = Math.max(1, lastId - IDS_AT_ONCE + 1);
    const rows = statements.missing.all({ firstId, lastId, count: MESSAGES_AT_ONCE }) as IndexedMessage[];
    for (const message of rows) add(message);
    return rows.length < MESSAGES_AT_ONCE ? firstId - 1 : (rows.at(-1) as IndexedMessage).id - 1;
  });

  // One that is in one piece is not written anew: something is put beside it for so long.
  const beginCleaning = connection.transaction(() => {
    statements.addWords.run({ entryId: NO_ENTRY, words: NO_WORDS });
  });
  const goOnCleaning = connection.transaction((pages: number): boolean => {
    const before = statements.changeCount.get() as number;
    statements.merge.run(pages);
    // Its own row is one.
    const isMore = (statements.changeCount.get() as number) - before > 1;
    if (!isMore) statements.removeWordsAt.run({ entryId: NO_ENTRY, words: NO_WORDS });
    return isMore;
  });
  let isCleaning = false;
  function cleanSome(): boolean {
    if (!isCleaning) beginCleaning.immediate();
    // A negative number begins with all of it.
    const isMore = goOnCleaning.immediate(isCleaning ? PAGES_AT_ONCE : -PAGES_AT_ONCE);
    isCleaning = isMore;
    return isMore;
  }

  return {
    /** Takes up a message. One that is in it already stays as it is. */
    add,
    /** Takes all of them out: before they are removed. */
    clear,
    /** Takes messages out: before they are removed. */
    remove(messages: readonly Pick<IndexedMessage, 'id' | 'text'>[]): void {
      for (const { id, text } of messages) {
        if (statements.hasEntry.get(id) === undefined) continue;
        statements.removeWords.run({ messageId: id, words: segmented(text) });
        statements.removeEntry.run(id);
      }
    },
    /**
     * Writes a part of the index anew: a word that was removed may still stand between two of its pages, as what tells them
     * apart. True while there is more.
     */
    cleanSome,
    /** Makes way for a new index where this one was made in another way. For the opening of a store that can be written. */
    refresh(): void {
      if (statements.version.get() !== searchVersion) renew.immediate();
    },
    /** Takes up some of the messages that are not in it, the newest first. True while there may be more. */
    fillSome(): boolean {
      nextId ??= (statements.lastId.get() as number | null) ?? 0;
      if (nextId > 0) nextId = fill.immediate(nextId);
      if (nextId <= 0) statements.setWhole.run();
      return nextId > 0;
    },
    /** False while messages of before it was made are not in it. */
    isWhole(): boolean {
      return statements.isWhole.get() === 1;
    },
    /** The messages of chats that are shown which match, the newest first. `expression` is FTS5's. */
    find(expression: string, count: number): FoundEntry[] {
      return statements.find.all({ expression, count }) as FoundEntry[];
    },
    /** Those of one chat. */
    findIn(chatId: number, expression: string, count: number): FoundEntry[] {
      const range = statements.entriesOf.get(chatId) as { readonly first: number | null; readonly last: number | null };
      if (range.first === null) return [];
      return statements.findIn.all({ chatId, expression, count, ...range }) as FoundEntry[];
    },
  };
}

function prepareIndexStatements(connection: Connection) {
  return {
    hasEntry: connection.prepare('SELECT 1 FROM message_entries WHERE message_id = ?'),
    lastIn: connection.prepare('SELECT MAX(id) FROM message_entries WHERE id BETWEEN @first AND @last').pluck(),
    addEntry: connection.prepare('INSERT INTO message_entries (id, message_id) VALUES (@entryId, @messageId)'),
    addWords: connection.prepare('INSERT INTO message_index (rowid, words) VALUES (@entryId, @words)'),
    removeWords: connection.prepare(`
      INSERT INTO message_index (message_index, rowid, words)
      SELECT 'delete', id, @words FROM message_entries WHERE message_id = @messageId`),
    removeWordsAt: connection.prepare(
      "INSERT INTO message_index (message_index, rowid, words) VALUES ('delete', @entryId, @words)",
    ),
    merge: connection.prepare("INSERT INTO message_index (message_index, rank) VALUES ('merge', ?)"),
    changeCount: connection.prepare('SELECT TOTAL_CHANGES()').pluck(),
    removeEntry: connection.prepare('DELETE FROM message_entries WHERE message_id = ?'),
    version: connection.prepare('SELECT version FROM message_index_state').pluck(),
    setVersion: connection.prepare('UPDATE message_index_state SET version = ?, is_whole = 0'),
    isWhole: connection.prepare('SELECT is_whole FROM message_index_state').pluck(),
    setWhole: connection.prepare('UPDATE message_index_state SET is_whole = 1 WHERE is_whole = 0'),
    lastId: connection.prepare('SELECT MAX(id) FROM messages').pluck(),
    missing: connection.prepare(`
      SELECT id, text, created_at_ms AS createdAtMs FROM messages
      WHERE id BETWEEN @firstId AND @lastId AND state <> 'streaming'
        AND NOT EXISTS (SELECT 1 FROM message_entries WHERE message_id = messages.id)
        AND chat_id NOT IN (SELECT id FROM chats WHERE is_leaving = 1)
      ORDER BY id DESC LIMIT @count`),
    // What was said before a chat began, and since it was left, need not be looked at.
    entriesOf: connection.prepare(`
      SELECT MIN(message_entries.id) AS first, MAX(message_entries.id) AS last
      FROM messages JOIN message_entries ON message_entries.message_id = messages.id WHERE messages.chat_id = ?`),
    findIn: connection.prepare(`
      SELECT message_entries.message_id AS messageId, messages.chat_id AS chatId
      FROM message_index
      JOIN message_entries ON message_entries.id = message_index.rowid
      JOIN messages ON messages.id = message_entries.message_id
      JOIN chats ON chats.id = messages.chat_id
      WHERE message_index MATCH @expression AND message_index.rowid BETWEEN @first AND @last
        AND messages.chat_id = @chatId AND ${isShown} AND ${isNotPending}
      ORDER BY message_index.rowid DESC LIMIT @count`),
    find: connection.prepare(`
      SELECT message_entries.message_id AS messageId, messages.chat_id AS chatId
      FROM message_index
      JOIN message_entries ON message_entries.id = message_index.rowid
      JOIN messages ON messages.id = message_entries.message_id
      JOIN chats ON chats.id = messages.chat_id
      WHERE message_index MATCH @expression AND ${isShown} AND ${isNotPending}
      ORDER BY message_index.rowid DESC LIMIT @count`),
  };
}

/** So much time shares places, of which there are as many as a busy chat fills in it. Wider gaps between entries cost bytes. */
const SLOT_MS = 16_000;
const PLACES_A_SLOT = 64;

/** What a file claims of its times may be anything. */
const latestMs = 8.64e15;

/** Gives entries ids in the order of their times: in the slot of their moment, or the next one that is not full. */
function openPlaces(lastIn: (range: { readonly first: number; readonly last: number }) => number | null) {
  // Of full slots, where to go on: many messages may claim one moment.
  const behind = new Map<number, number>();
  function openSlot(slot: number): number {
    const passed: number[] = [];
    let open = slot;
    for (let next = behind.get(open); next !== undefined; next = behind.get(open)) {
      passed.push(open);
      open = next;
    }
    for (const full of passed) behind.set(full, open);
    return open;
  }
  return {
    next(createdAtMs: number): number {
      for (let slot = Math.floor(Math.min(Math.max(createdAtMs, 0), latestMs) / SLOT_MS); ; ) {
        slot = openSlot(slot);
        const first = slot * PLACES_A_SLOT;
        const last = first + PLACES_A_SLOT - 1;
        const taken = lastIn({ first, last });
        if (taken === null) return first;
        if (taken < last) return taken + 1;
        behind.set(slot, slot + 1);
      }
    },
  };
}
