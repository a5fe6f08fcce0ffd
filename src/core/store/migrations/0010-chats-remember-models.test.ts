import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { migrate } from '../migrations.ts';
import { chatsRememberModels } from './0010-chats-remember-models.ts';

it('chats that were answered before remember the model of their newest answer, and forget it when they go', () => {
  const connection = new Database(':memory:');
  connection.pragma('foreign_keys = ON');
  migrate(connection, chatsRememberModels.schema - 1);
  connection.exec(`
    INSERT INTO chats (id, created_at_ms, updated_at_ms) VALUES (1, 1, 1), (2, 2, 2), (3, 3, 3);
    INSERT INTO models (id, checkpoint_hash, name, precision, device) VALUES (1, 'a', 'mini', 'fp32', 'cpu'), (2, 'b', 'gpt2', 'fp32', 'cpu')`);
  const addMessage = connection.prepare(`
    INSERT INTO messages (id, chat_id, parent_id, role, text, token_ids, tokenizer_hash, state, created_at_ms)
    VALUES (?, ?, ?, ?, '', x'', ?, 'done', 1)`);
  addMessage.run(1, 1, null, 'user', 'h');
  addMessage.run(2, 1, 1, 'assistant', 'h');
  addMessage.run(3, 1, 1, 'assistant', 'k');
  addMessage.run(4, 1, 3, 'user', 'k');
  addMessage.run(5, 1, 4, 'assistant', 'k');
  addMessage.run(6, 2, null, 'user', 'h');
  const addAnswer = connection.prepare(`
    INSERT INTO answers (
      message_id, model_id, is_greedy, temperature, top_k, top_p, repetition_penalty, chosen_seed, max_reply_tokens, stop_texts,
      policy, telling, used_window_tokens, seed
    ) VALUES (?, ?, 1, 1, 1, 1, 1, NULL, 9, '[]', 'dropOldest', 'show', NULL, NULL)`);
  addAnswer.run(2, 1);
  addAnswer.run(3, 2);
  addAnswer.run(5, null);
  migrate(connection, chatsRememberModels.schema);
  const all = () => connection.prepare('SELECT * FROM chat_models').raw().all();
  expect(all()).toEqual([[1, null, 'gpt2', 'b', 'k']]);
  connection.exec('DELETE FROM messages; DELETE FROM chats WHERE id = 1');
  expect(all()).toEqual([]);
});
