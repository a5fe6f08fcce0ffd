import type { Connection } from './connection.ts';
import { type MessageReader, openMessageReader, type StoredMessage } from './messages.ts';
import { type MessageWithOrigin, openOriginReader } from './origin-reader.ts';
import { unpackTurnIds } from './token-ids.ts';
import { type TokenLogits, unpackLogits } from './token-logits.ts';
import { isMessageThatIsThere, isThere } from './visible-chats.ts';

interface LogitsRow {
  readonly token_count: number;
  readonly chosen_logits: Buffer | null;
  readonly largest_logits: Buffer | null;
}

export interface MessageLink {
  readonly id: number;
  readonly parentId: number | null;
}

export type MessageStore = ReturnType<typeof openMessageStore>;

/** Messages as they stand: one, a branch or a part of it, and the branches beside it. */
export function openMessageStore(connection: Connection, read: MessageReader = openMessageReader(connection)) {
  const statements = prepareMessageStatements(connection);
  const ids = prepareIds(connection);
  const withOrigins = openOriginReader(connection);
  const readWithOrigins = (messageIds: readonly number[]) => withOrigins(read(messageIds));

  const activeLeafOf = (chatId: number) => (statements.activeLeaf.get(chatId) as number | null | undefined) ?? null;
  const pathTo = (messageId: number) => readWithOrigins(ids.pathTo({ messageId }));
  const upTo = (messageId: number | null | undefined, count: number) =>
    messageId == null || count < 1 ? [] : read(ids.upTo({ messageId, count }));

  return {
    get(messageId: number): MessageWithOrigin | null {
      return readWithOrigins(ids.get({ messageId }))[0] ?? null;
    },
    /** The branch that is shown, from its first message to the active leaf. Empty when nothing has been said. */
    path(chatId: number): MessageWithOrigin[] {
      const leafId = activeLeafOf(chatId);
      return leafId === null ? [] : pathTo(leafId);
    },
    /** From the first message to this one. */
    pathTo,
    /** The newest messages of the branch that is shown, at most so many, in the branch's order. */
    newest(chatId: number, count: number): StoredMessage[] {
      return upTo(activeLeafOf(chatId), count);
    },
    /** The messages before this one in its branch, at most so many, in the branch's order. */
    before(messageId: number, count: number): StoredMessage[] {
      return upTo(statements.parent.get(messageId) as number | null | undefined, count);
    },
    /** The ids of a message and of those before it in its branch, at most so many, this one first. */
    idsUpTo(messageId: number, count: number): number[] {
      return ids.upTo({ messageId, count });
    },
    /** The messages with these ids, in the order of the ids; what is not there is left out. */
    some: read,
    /** The same, with what their answers were made from. */
    withOrigins: readWithOrigins,
    /** How a chat's messages hang together, those behind this id, at most so many, by their ids. */
    links(chatId: number, afterId: number, count: number): MessageLink[] {
      return statements.links.all({ chatId, afterId, count }) as MessageLink[];
    },
    /** Of all branches of a chat. */
    count(chatId: number): number {
      return statements.count.get(chatId) as number;
    },
    /** What follows a message, the oldest first: more than one where branches part. Null: the chat's first messages. */
    children(chatId: number, parentId: number | null): StoredMessage[] {
      return read(parentId === null ? ids.first({ chatId }) : ids.children({ chatId, parentId }));
    },
    /** The words of these messages, by their ids; what is not there is left out. */
    texts(messageIds: readonly number[]): ReadonlyMap<number, string> {
      const rows = statements.texts.all(JSON.stringify(messageIds)) as [number, string][];
      return new Map(rows);
    },
    /** The turns that were in an answer's prompt, in order, its own the last; null where they are not known. */
    promptTurnIds(messageId: number): readonly number[] | null {
      const packed = statements.promptTurnIds.get(messageId) as Buffer | null | undefined;
      return packed ? (unpackTurnIds([packed.toString('hex')])[0] ?? null) : null;
    },
    /** A message's name beyond this database, 32 hexadecimal digits. Null: no such message. */
    uid(messageId: number): string | null {
      return (statements.uid.get(messageId) as string | undefined) ?? null;
    },
    /** Of the message's ids, all NaN where none are stored. Apart from the rest, since few ask. Null: no such message. */
    logits(messageId: number): TokenLogits | null {
      const row = statements.logits.get(messageId) as LogitsRow | undefined;
      if (!row) return null;
      return {
        chosenLogits: unpackLogits(row.chosen_logits, row.token_count),
        largestLogits: unpackLogits(row.largest_logits, row.token_count),
      };
    },
  };
}

function prepareMessageStatements(connection: Connection) {
  return {
    activeLeaf: connection.prepare(`SELECT active_leaf_id FROM chats WHERE id = ? AND ${isThere}`).pluck(),
    parent: connection.prepare('SELECT parent_id FROM messages WHERE id = ?').pluck(),
    texts: connection
      .prepare(`
        SELECT id, text FROM (SELECT value AS message_id FROM JSON_EACH(?)) AS wanted
        JOIN messages ON messages.id = wanted.message_id AND ${isMessageThatIsThere}`)
      .raw(),
    links: connection.prepare(`
      SELECT id, parent_id AS parentId FROM messages
      WHERE chat_id = @chatId AND id > @afterId AND ${isMessageThatIsThere} ORDER BY id LIMIT @count`),
    count: connection.prepare(`SELECT COUNT(*) FROM messages WHERE chat_id = ? AND ${isMessageThatIsThere}`).pluck(),
    promptTurnIds: connection.prepare('SELECT prompt_turn_ids FROM answers WHERE message_id = ?').pluck(),
    uid: connection.prepare(`SELECT LOWER(HEX(uid)) FROM messages WHERE id = ? AND ${isMessageThatIsThere}`).pluck(),
    logits: connection.prepare(`
      SELECT LENGTH(token_ids) / 4 AS token_count, chosen_logits, largest_logits
      FROM messages WHERE id = ? AND ${isMessageThatIsThere}`),
  };
}

/** The ids of the messages that are asked for. */
function prepareIds(connection: Connection) {
  const prepare = (sql: string) => {
    const statement = connection.prepare(sql).pluck();
    return (parameters: object) => statement.all(parameters) as number[];
  };
  const one = `FROM messages WHERE id = @messageId AND ${isMessageThatIsThere}`;
  const branch = (limit: string) => `
    WITH RECURSIVE branch (id, parent_id) AS (
      SELECT id, parent_id ${one}
      UNION ALL
      SELECT messages.id, messages.parent_id FROM branch JOIN messages ON messages.id = branch.parent_id
      ${limit}
    ) SELECT id FROM branch`;
  return {
    get: prepare(`SELECT id ${one}`),
    pathTo: prepare(branch('')),
    // The walk ends with the last one that is wanted.
    upTo: prepare(branch('LIMIT @count')),
    first: prepare(`SELECT id FROM messages WHERE chat_id = @chatId AND parent_id IS NULL AND ${isMessageThatIsThere}`),
    children: prepare(
      `SELECT id FROM messages WHERE parent_id = @parentId AND chat_id = @chatId AND ${isMessageThatIsThere}`,
    ),
  };
}
