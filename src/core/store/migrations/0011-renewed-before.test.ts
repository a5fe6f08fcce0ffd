import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../migrations.ts';

it('schema 11 says of no ids that were noted before that their file had made them anew', () => {
  const connection = new Database(':memory:');
  connection.pragma('foreign_keys = ON');
  migrate(connection, 10);
  connection.exec(`
    INSERT INTO chats (id, created_at_ms, updated_at_ms) VALUES (1, 1, 1);
    INSERT INTO messages (id, chat_id, role, text, token_ids, tokenizer_hash, state, created_at_ms)
      VALUES (1, 1, 'user', 'kept', x'', 'h', 'done', 1), (2, 1, 'assistant', 'kept', x'', 'h', 'done', 1);
    INSERT INTO imported_ids VALUES (1, 'unchecked'), (2, 'renewed')`);
  migrate(connection, 11);
  expect(connection.prepare('SELECT * FROM imported_ids').raw().all()).toEqual([
    [1, 'unchecked', 0],
    [2, 'renewed', 0],
  ]);
  expect(() => connection.exec('UPDATE imported_ids SET were_renewed = 2')).toThrow('CHECK');
});
