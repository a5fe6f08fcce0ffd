import type { Migration } from './migration.ts';

/**
 * A chat remembers the model that it goes on with, also once that is here no more. Those that were answered remember the model of
 * their newest answer.
 */
export const chatsRememberModels: Migration = {
  schema: 10,
  sql: `
    CREATE TABLE chat_models (
      chat_id INTEGER PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
      model_id TEXT,        -- what it is called in the list of models here; NULL: it came from elsewhere, or before models were told apart
      name TEXT NOT NULL,
      checkpoint_hash TEXT, -- NULL until an engine has loaded it
      tokenizer_hash TEXT NOT NULL
    ) STRICT;

    INSERT INTO chat_models (chat_id, name, checkpoint_hash, tokenizer_hash)
    SELECT newest.chat_id, models.name, models.checkpoint_hash, messages.tokenizer_hash
    FROM (
      SELECT chat_id, MAX(messages.id) AS message_id
      FROM messages JOIN answers ON answers.message_id = messages.id
      WHERE model_id IS NOT NULL GROUP BY chat_id
    ) AS newest
    JOIN messages ON messages.id = newest.message_id
    JOIN answers ON answers.message_id = newest.message_id
    JOIN models ON models.id = answers.model_id;
  `,
};
