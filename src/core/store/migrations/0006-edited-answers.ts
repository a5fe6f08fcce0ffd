import type { Migration } from './migration.ts';

/**
 * Which answers were written by a person in the place of the model's own, and which chat another one was branched from. In tables of
 * their own: nearly no message and few chats have such a row.
 */
export const editedAnswers: Migration = {
  schema: 6,
  sql: `
    CREATE TABLE edited_answers (
      message_id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE
    ) STRICT;

    CREATE TABLE branched_chats (
      chat_id INTEGER PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
      origin_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE -- what was said in it up to a turn was copied
    ) STRICT;

    CREATE INDEX branched_chats_by_origin ON branched_chats (origin_id);
  `,
};
