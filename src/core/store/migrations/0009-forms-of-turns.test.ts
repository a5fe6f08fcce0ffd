import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../migrations.ts';

it('schema 9 leaves every answer in the plain form, and what a person wrote into a form goes with its last answer', () => {
  const connection = new Database(':memory:');
  connection.pragma('foreign_keys = ON');
  migrate(connection, 8);
  connection.exec(`
    INSERT INTO chats (id, created_at_ms, updated_at_ms) VALUES (1, 1, 1);
    INSERT INTO messages (id, chat_id, role, text, token_ids, tokenizer_hash, state, created_at_ms)
      VALUES (1, 1, 'user', 'kept', x'', 'h', 'done', 1), (2, 1, 'assistant', 'kept', x'', 'h', 'done', 1),
        (3, 1, 'assistant', 'kept', x'', 'h', 'done', 1)`);
  const before = connection.prepare('SELECT * FROM messages').all();
  migrate(connection, 9);
  expect(connection.prepare('SELECT * FROM messages').all()).toEqual(before);
  const count = (table: string) => connection.prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get();
  expect([count('answer_forms'), count('used_forms'), count('model_forms')]).toEqual([0, 0, 0]);
  connection.exec(`
    INSERT INTO used_forms VALUES (7, 'own', 'a secret', '{user}{answer}', '[]', 3, 0, 0);
    INSERT INTO answer_forms VALUES (2, 7), (3, 7)`);
  connection.exec('DELETE FROM messages WHERE id = 2');
  expect([count('answer_forms'), count('used_forms')]).toEqual([1, 1]);
  connection.exec('DELETE FROM messages WHERE id = 3');
  expect([count('answer_forms'), count('used_forms')]).toEqual([0, 0]);
});
