import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../migrations.ts';

it('schema 7 leaves every message seen and its ids trusted, and lets both notes go with a message', () => {
  const connection = new Database(':memory:');
  connection.pragma('foreign_keys = ON');
  migrate(connection, 6);
  connection.exec(`
    INSERT INTO chats (id, created_at_ms, updated_at_ms) VALUES (1, 1, 1);
    INSERT INTO messages (id, chat_id, role, text, token_ids, tokenizer_hash, state, created_at_ms)
      VALUES (1, 1, 'user', 'kept', x'', 'h', 'done', 1)`);
  const before = connection.prepare('SELECT * FROM messages').all();
  migrate(connection, 7);
  expect(connection.prepare('SELECT * FROM messages').all()).toEqual(before);
  const notes = () =>
    ['pending_messages', 'imported_ids'].map((table) =>
      connection.prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get(),
    );
  expect(notes()).toEqual([0, 0]);
  connection.exec(`
    INSERT INTO pending_messages VALUES (1, 'one');
    INSERT INTO imported_ids VALUES (1, 'unchecked')`);
  expect(() => connection.exec("INSERT INTO pending_messages VALUES (2, 'one')")).toThrow('FOREIGN KEY');
  expect(() => connection.exec("UPDATE imported_ids SET state = 'other'")).toThrow('CHECK');
  connection.exec('DELETE FROM messages');
  expect(notes()).toEqual([0, 0]);
});
