import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { leastCpuMs } from '../../../shared/test-support/cpu-ms.ts';
import { migrate } from '../migrations.ts';

type Row = Record<string, unknown>;

function openAtSchema(schema: number): Database.Database {
  const connection = new Database(':memory:');
  connection.pragma('foreign_keys = ON');
  migrate(connection, schema);
  return connection;
}

/** Figures of a receipt as schema 1 stored them; the answer is made with it. */
interface OldReceipt {
  readonly endedBy: string;
  readonly decodedTokens: number;
  readonly decodeMs: number;
}

const chatColumns = `
  INSERT INTO chats (
    id, title, is_title_given, created_at_ms, updated_at_ms, deleted_at_ms, active_leaf_id, draft, is_greedy, temperature, top_k,
    top_p, repetition_penalty, seed, max_reply_tokens, stop_texts, policy, asks_before_forgetting
  )`;
const messageColumns = `
  INSERT INTO messages (
    id, chat_id, parent_id, role, text, token_ids, tokenizer_hash, state, failure_code, failure_sentence, created_at_ms,
    ended_at_ms, window_start_id, forgotten_at_ms, is_pinned, is_left_out
  )`;

/** Two chats, one of them deleted, with branches, failures, a window that moved, and receipts. */
function fill(connection: Database.Database): void {
  connection.exec(`
    ${chatColumns} VALUES
      (3, 'Given', 1, 10, 20, NULL, NULL, 'draft', 0, 0.5, 40, 0.9, 1.1, 4294967295, 96, '["You:"]', 'keepFirst', 0),
      (7, '', 0, 30, 40, 50, NULL, '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
      (9, 'to be purged', 0, 30, 40, 50, NULL, '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    ${messageColumns} VALUES
      (1, 3, NULL, 'user', 'one', x'01000000', 'h', 'done', NULL, NULL, 11, 11, NULL, NULL, 1, 0),
      (2, 3, 1, 'assistant', 'first', x'02000000', 'h', 'done', NULL, NULL, 12, 13, NULL, NULL, 0, 0),
      (4, 3, 2, 'user', 'two', x'', 'h', 'done', NULL, NULL, 14, 14, 4, 15, 0, 1),
      (5, 3, 4, 'assistant', '', x'', 'h', 'failed', 'engineEnded', 'It ended.', 16, 17, NULL, NULL, 0, 0),
      (6, 7, NULL, 'user', 'a' || CHAR(0) || 'b', x'', 'h', 'done', NULL, NULL, 18, 18, NULL, NULL, 0, 0),
      (8, 7, 6, 'assistant', 'half', x'0300000004000000', 'h', 'streaming', NULL, NULL, 19, NULL, NULL, NULL, 0, 0);
    UPDATE chats SET active_leaf_id = 5 WHERE id = 3;
    DELETE FROM chats WHERE id = 9;
  `);
  insertReceipt(connection, 2, { endedBy: 'endToken', decodedTokens: 10, decodeMs: 50 });
}

function insertReceipt(connection: Database.Database, messageId: number, receipt: OldReceipt): void {
  connection
    .prepare(`
      INSERT INTO receipts VALUES (
        @messageId, 350, 21, @decodedTokens, 4.5, 6.25, @decodeMs, 123.5, 'cpu', 'fp32', 0, 0.8, 40, 0.95, 1.1, NULL, 96, '[]',
        'dropOldest', 1, 4294967295, 383, 3137536, 4194304, 7, 'windowMoved', @endedBy
      )`)
    .run({ messageId, ...receipt });
}

const without = (row: unknown, names: readonly string[]) =>
  Object.fromEntries(Object.entries(row as Row).filter(([name]) => !names.includes(name)));

describe('schema 2', () => {
  it('keeps every value that was there', () => {
    const connection = openAtSchema(1);
    fill(connection);
    const all = (table: string) => connection.prepare(`SELECT * FROM ${table}`).all();
    const before = { chats: all('chats'), messages: all('messages'), receipts: all('receipts') };
    migrate(connection, 2);
    expect(connection.pragma('user_version', { simple: true })).toBe(2);
    expect(all('chats').map((row) => without(row, ['uid']))).toEqual(before.chats);
    const added = ['uid', 'send_key', 'failure_details', 'chosen_logits', 'largest_logits'];
    expect(all('messages').map((row) => without(row, added))).toEqual(before.messages);
    const receipts = connection.prepare('SELECT * FROM receipts JOIN answers USING (message_id)').all();
    const computed = ['first_token_ms', 'tokens_per_second'];
    const fresh = ['prepared_tokens', 'shared_tokens', 'unread_tokens', 'reread_tokens', 'decode_steps'];
    const origin = ['model_id', 'prompt_turn_ids'];
    expect(receipts.map((row) => without(row, [...fresh, ...origin, ...computed]))).toEqual(
      before.receipts.map((row) => without(row, computed)),
    );
  });

  it('gives every chat and message a name of its own', () => {
    const connection = openAtSchema(1);
    fill(connection);
    migrate(connection, 2);
    const uids = connection.prepare('SELECT HEX(uid) FROM chats UNION SELECT HEX(uid) FROM messages').pluck().all();
    expect(uids).toHaveLength(2 + 6);
    for (const uid of uids) expect(uid).toMatch(/^[0-9A-F]{32}$/);
  });

  it('holds rows to each other as before, and gives no id twice', () => {
    const connection = openAtSchema(1);
    fill(connection);
    migrate(connection, 2);
    expect(connection.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(connection.pragma('foreign_key_check')).toEqual([]);
    expect(connection.pragma('integrity_check', { simple: true })).toBe('ok');
    const added = connection.prepare('INSERT INTO chats (created_at_ms, updated_at_ms) VALUES (1, 1)').run();
    expect(added.lastInsertRowid).toBe(10);
    expect(() => connection.exec('UPDATE messages SET parent_id = 99 WHERE id = 4')).toThrow('FOREIGN KEY');
    expect(() => connection.exec("UPDATE messages SET send_key = 'k' WHERE role = 'assistant'")).toThrow('CHECK');
    expect(() => connection.exec("UPDATE messages SET chosen_logits = x'00000000' WHERE id = 8")).toThrow('CHECK');
    expect(() => connection.exec("UPDATE chats SET uid = x'00'")).toThrow('CHECK');
    connection.exec('DELETE FROM chats WHERE id = 3');
    for (const table of ['answers', 'receipts']) {
      expect(connection.prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get(), table).toBe(0);
    }
    expect(connection.prepare('SELECT id FROM messages').pluck().all()).toEqual([6, 8]);
  });

  it('gives an id again neither when the tables were emptied before', () => {
    const connection = openAtSchema(1);
    fill(connection);
    connection.exec('DELETE FROM chats');
    migrate(connection, 2);
    const chat = connection.prepare('INSERT INTO chats (created_at_ms, updated_at_ms) VALUES (1, 1)').run();
    expect(chat.lastInsertRowid).toBe(10);
    connection.exec(`
      INSERT INTO messages (chat_id, role, text, token_ids, tokenizer_hash, state, created_at_ms)
      VALUES (10, 'user', '', x'', 'h', 'done', 1)`);
    expect(connection.prepare('SELECT id FROM messages').pluck().get()).toBe(9);
  });

  it.each([
    ['the model ended', { endedBy: 'endToken', decodedTokens: 10, decodeMs: 50 }, 10, 200, 6.25, 0],
    ['its length ended', { endedBy: 'length', decodedTokens: 11, decodeMs: 50 }, 10, 200, 6.25, 0],
    ['is too short for a speed', { endedBy: 'endToken', decodedTokens: 2, decodeMs: 50 }, 2, null, 6.25, 0],
    ['took no time', { endedBy: 'endToken', decodedTokens: 10, decodeMs: 0 }, 10, null, 6.25, 0],
    ['has no words', { endedBy: 'endToken', decodedTokens: 0, decodeMs: 0 }, 0, null, 6.25, 0],
    ['was stopped while it was written', { endedBy: 'user', decodedTokens: 8, decodeMs: 50 }, null, null, 6.25, 0],
    ['was stopped while it was read', { endedBy: 'user', decodedTokens: 0, decodeMs: 0 }, null, null, null, null],
    ['a stop text ended', { endedBy: 'stopText', decodedTokens: 8, decodeMs: 50 }, null, null, 6.25, 0],
  ] as const)('tells of an answer that %s only what was measured', (_, receipt, steps, speed, firstTokenMs, unread) => {
    const connection = openAtSchema(1);
    fill(connection);
    connection.exec('DELETE FROM receipts');
    insertReceipt(connection, 2, receipt);
    migrate(connection, 2);
    expect(connection.prepare('SELECT * FROM receipts').get()).toMatchObject({
      decode_steps: steps,
      tokens_per_second: speed,
      first_token_ms: firstTokenMs,
      unread_tokens: unread,
      prepared_tokens: null,
      shared_tokens: null,
      reread_tokens: null,
    });
  });

  it('changes nothing when it is there already', () => {
    const connection = openAtSchema(1);
    fill(connection);
    migrate(connection, 2);
    const dump = () =>
      ['chats', 'messages', 'answers', 'receipts'].map((table) => connection.prepare(`SELECT * FROM ${table}`).all());
    const before = dump();
    migrate(connection, 2);
    expect(dump()).toEqual(before);
  });

  it('is whole or not at all', () => {
    const connection = openAtSchema(1);
    fill(connection);
    connection.exec('CREATE TABLE new_receipts (x)');
    const dump = () => connection.prepare('SELECT * FROM messages').all();
    const before = dump();
    expect(() => migrate(connection, 2)).toThrow('already exists');
    expect(connection.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(connection.inTransaction).toBe(false);
    expect(connection.pragma('user_version', { simple: true })).toBe(1);
    expect(dump()).toEqual(before);
  });

  it('is made of 20,000 messages in a moment', () => {
    const connection = openAtSchema(1);
    connection.exec(`
      INSERT INTO chats (id, created_at_ms, updated_at_ms) VALUES (1, 1, 1);
      WITH RECURSIVE count (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM count WHERE id < 20000)
      ${messageColumns} SELECT
        id, 1, NULLIF(id - 1, 0), IIF(id % 2, 'user', 'assistant'), 'words of a message, some of them', ZEROBLOB(40), 'h', 'done',
        NULL, NULL, id, id, NULL, NULL, 0, 0
      FROM count;`);
    const answer = { endedBy: 'endToken', decodedTokens: 10, decodeMs: 50 };
    connection.transaction(() => {
      for (let id = 2; id <= 20_000; id += 2) insertReceipt(connection, id, answer);
    })();
    expect(leastCpuMs(1, () => migrate(connection, 2))).toBeLessThan(5_000);
    expect(connection.prepare('SELECT COUNT(DISTINCT uid) FROM messages').pluck().get()).toBe(20_000);
    expect(connection.prepare('SELECT COUNT(*) FROM answers').pluck().get()).toBe(10_000);
  });
});
