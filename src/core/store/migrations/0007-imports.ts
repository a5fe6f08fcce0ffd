import type { Migration } from './migration.ts';

/**
 * Chats come from files. Messages that are imported into a chat that is here are pending until all of the import is there: one small
 * statement empties the table and shows them. Ids that a file gave are noted until they were compared with their words, and where
 * they did not fit and were made anew.
 */
export const imports: Migration = {
  schema: 7,
  sql: `
    CREATE TABLE pending_messages (
      message_id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE, -- nobody sees it yet
      import_id TEXT NOT NULL
    ) STRICT;

    CREATE TABLE imported_ids (
      message_id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
      state TEXT NOT NULL CHECK (state IN ('unchecked', 'renewed')) -- no row: they fit
    ) STRICT;

    CREATE INDEX imported_ids_unchecked ON imported_ids (message_id) WHERE state = 'unchecked';
  `,
};
