import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrate } from '../migrations.ts';
import { editedAnswers } from './0006-edited-answers.ts';

describe('edited answers and branched chats', () => {
  it('come to a store of the schema before, and go with the messages and the chats that they are about', () => {
    const connection = new Database(':memory:');
    connection.pragma('foreign_keys = ON');
    migrate(connection, editedAnswers.schema - 1);
    connection.exec(`
      INSERT INTO chats (id, created_at_ms, updated_at_ms) VALUES (1, 1, 1), (2, 2, 2), (3, 3, 3);
      INSERT INTO messages (id, chat_id, role, text, token_ids, tokenizer_hash, state, created_at_ms)
        VALUES (1, 1, 'user', 'Hello', x'', 'h', 'done', 1);
      INSERT INTO messages (id, chat_id, parent_id, role, text, token_ids, tokenizer_hash, state, created_at_ms)
        VALUES (2, 1, 1, 'assistant', 'Hi', x'', 'h', 'done', 1), (3, 1, 1, 'assistant', 'Ho', x'', 'h', 'done', 1)`);
    migrate(connection, editedAnswers.schema);
    connection.exec(`
      INSERT INTO edited_answers VALUES (2), (3);
      INSERT INTO branched_chats VALUES (2, 1), (3, 2);
      DELETE FROM messages WHERE id = 3;
      DELETE FROM chats WHERE id = 2`);
    const all = (table: string) => connection.prepare(`SELECT * FROM ${table}`).raw().all();
    expect(all('edited_answers')).toEqual([[2]]);
    expect(all('branched_chats')).toEqual([]);
    expect(connection.pragma('foreign_key_check')).toEqual([]);
  });
});
