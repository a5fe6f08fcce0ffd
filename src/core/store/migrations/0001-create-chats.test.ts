import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate } from '../migrations.ts';

function openAtSchema(schema: number): Database.Database {
  const connection = new Database(':memory:');
  connection.pragma('foreign_keys = ON');
  migrate(connection, schema);
  return connection;
}

describe('schema 1', () => {
  it('is made from nothing, with strict tables that have integer keys', () => {
    const connection = openAtSchema(0);
    expect(connection.prepare('SELECT COUNT(*) FROM sqlite_schema').pluck().get()).toBe(0);
    migrate(connection, 1);
    expect(connection.pragma('user_version', { simple: true })).toBe(1);
    const tables = connection.pragma('table_list') as { name: string; strict: number }[];
    const ours = tables.filter(({ name }) => !name.startsWith('sqlite_'));
    expect(ours.map(({ name }) => name).sort()).toEqual(['app_settings', 'chats', 'messages', 'receipts']);
    for (const { name, strict } of ours) {
      expect(strict, name).toBe(1);
      const columns = connection.pragma(`table_info(${name})`) as { type: string; pk: number }[];
      expect(columns.filter(({ pk }) => pk === 1).map(({ type }) => type)).toEqual(['INTEGER']);
    }
  });

  it('changes nothing when it is there already', () => {
    const connection = openAtSchema(1);
    connection.exec("INSERT INTO chats (title, created_at_ms, updated_at_ms) VALUES ('kept', 1, 2)");
    const before = connection.prepare('SELECT * FROM chats').all();
    migrate(connection, 1);
    expect(connection.prepare('SELECT * FROM chats').all()).toEqual(before);
  });

  it.each([
    ['a role that is neither', "(1, NULL, 'system', 'x', x'', 'h', 'done', 1)"],
    ['a state that is none', "(1, NULL, 'user', 'x', x'', 'h', 'lost', 1)"],
    ['half a token id', "(1, NULL, 'user', 'x', x'0102', 'h', 'done', 1)"],
    ['a parent that is not there', "(1, 99, 'user', 'x', x'', 'h', 'done', 1)"],
    ['a chat that is not there', "(99, NULL, 'user', 'x', x'', 'h', 'done', 1)"],
  ])('refuses a message with %s', (_, values) => {
    const connection = openAtSchema(1);
    connection.exec('INSERT INTO chats (created_at_ms, updated_at_ms) VALUES (1, 2)');
    const columns = 'chat_id, parent_id, role, text, token_ids, tokenizer_hash, state, created_at_ms';
    expect(() => connection.exec(`INSERT INTO messages (${columns}) VALUES ${values}`)).toThrow('constraint failed');
  });
});
