import type { Migration } from './migration.ts';

/**
 * What was said can be looked up. The index holds no words of its own beside its lists (`content = ''`), and is written by whoever
 * writes a message, with a segmented copy that SQLite could not make. `message_entries` names its rows: an entry's id
 * ascends with the time of its message, so that the newest are found first in the order of the index. Messages that are there already are
 * taken up little by little after the start.
 */
export const search: Migration = {
  schema: 5,
  sql: `
    CREATE TABLE message_entries (
      id INTEGER PRIMARY KEY,                                     -- ascends with the time of its message
      message_id INTEGER NOT NULL UNIQUE REFERENCES messages (id) -- whoever removes the message removes its entry before
    ) STRICT;

    -- How the words of the index were made of texts; others need it made anew.
    CREATE TABLE message_index_state (
      version INTEGER NOT NULL,
      is_whole INTEGER NOT NULL DEFAULT 0 CHECK (is_whole IN (0, 1)) -- all that was there before it was made is in it
    ) STRICT;
    INSERT INTO message_index_state (version) VALUES (0);

    -- While a word is being typed its beginnings are looked for, which nearly everything has: their lists are kept.
    CREATE VIRTUAL TABLE message_index USING fts5 (
      words, content = '', prefix = '1 2', tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* Co So Sk Cf'"
    );

    -- What is removed from the index leaves no trace in its pages.
    INSERT INTO message_index (message_index, rank) VALUES ('secure-delete', 1);
  `,
};
