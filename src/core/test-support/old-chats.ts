import Database from 'better-sqlite3';
import { migrate } from '../store/migrations.ts';

/** Of any table, by its columns. */
export type Row = Record<string, unknown>;

/** A database in memory, brought to a schema. */
export function openAtSchema(schema: number): Database.Database {
  const connection = new Database(':memory:');
  connection.pragma('foreign_keys = ON');
  migrate(connection, schema);
  return connection;
}

/** A message as schema 2 stored it. */
export interface OldMessage {
  readonly id: number;
  readonly chatId: number;
  readonly parentId: number | null;
  readonly text: string;
  readonly sendKey?: string | null;
  readonly windowStartId?: number | null;
  readonly forgottenAtMs?: number | null;
  readonly isPinned?: boolean;
  readonly isLeftOut?: boolean;
  /** An answer. Empty where they are not known. */
  readonly promptTurnIds?: readonly number[];
}

/** A chat of any schema. */
export function insertChat(connection: Database.Database, id: number): void {
  connection.prepare('INSERT INTO chats (id, created_at_ms, updated_at_ms) VALUES (?, 10, 20)').run(id);
}

/** A message of schema 2; with the turns in its prompt it is an answer. */
export function insertMessage(connection: Database.Database, message: OldMessage): void {
  const { promptTurnIds, sendKey = null, windowStartId = null, forgottenAtMs = null } = message;
  connection
    .prepare(`
      INSERT INTO messages (
        id, chat_id, parent_id, role, send_key, text, token_ids, tokenizer_hash, state, created_at_ms, ended_at_ms,
        window_start_id, forgotten_at_ms, is_pinned, is_left_out
      ) VALUES (
        @id, @chatId, @parentId, @role, @sendKey, @text, x'01000000', 'h', 'done', @id + 1000, @id + 1001, @windowStartId,
        @forgottenAtMs, @isPinned, @isLeftOut
      )`)
    .run({
      ...{ id: message.id, chatId: message.chatId, parentId: message.parentId, text: message.text },
      ...{ role: promptTurnIds ? 'assistant' : 'user', sendKey, windowStartId, forgottenAtMs },
      ...{ isPinned: Number(message.isPinned ?? false), isLeftOut: Number(message.isLeftOut ?? false) },
    });
  if (!promptTurnIds) return;
  const bytes = Buffer.from(BigInt64Array.from(promptTurnIds, BigInt).buffer);
  connection
    .prepare(`
      INSERT INTO answers VALUES (?, NULL, ?, 0, 0.8, 40, 0.95, 1.1, NULL, 96, '[]', 'dropOldest', 1, 7)`)
    .run(message.id, promptTurnIds.length === 0 ? null : bytes);
}

/** All rows. */
export const all = (connection: Database.Database, sql: string) => connection.prepare(sql).all() as Row[];

/** The turns in an answer's prompt; null where they are not known. */
export function turnIdsOf(connection: Database.Database, messageId: number): number[] | null {
  const bytes = connection.prepare('SELECT prompt_turn_ids FROM answers WHERE message_id = ?').pluck().get(messageId);
  if (bytes === null) return null;
  return Array.from({ length: (bytes as Buffer).length / 8 }, (_, index) =>
    Number((bytes as Buffer).readBigInt64LE(index * 8)),
  );
}

/** The messages from the first to one. */
export function pathTo(connection: Database.Database, leafId: number): Row[] {
  const get = connection.prepare('SELECT * FROM messages WHERE id = ?');
  const path: Row[] = [];
  for (let id: number | null = leafId; id !== null; ) {
    const row = get.get(id) as Row;
    path.unshift(row);
    id = row.parent_id as number | null;
  }
  return path;
}

/** Ids of the turns for which an act of this kind is in force on the path to a message. */
export function inForce(connection: Database.Database, leafId: number, kind: string): number[] {
  const path = pathTo(connection, leafId).map((row) => row.id as number);
  const acts = all(connection, `SELECT * FROM window_acts WHERE kind = '${kind}' ORDER BY leaf_id`);
  const last = new Map<number, number>();
  for (const act of acts) {
    if (path.includes(act.leaf_id as number)) last.set(act.turn_id as number, act.value as number);
  }
  return [...last].flatMap(([turnId, value]) => (value === 1 ? [turnId] : [])).sort((one, two) => one - two);
}
