import type { Migration } from './migration.ts';

/**
 * Chats, their messages as trees, what each answer cost, and the app's settings.
 *
 * AUTOINCREMENT, so that an id is never given twice: a tab that outlived a purge must not find another chat under it.
 * Settings of a chat that are NULL are the model's. Flags are 0 or 1, times milliseconds since 1970.
 */
export const createChats: Migration = {
  schema: 1,
  sql: `
    CREATE TABLE chats (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      title TEXT NOT NULL DEFAULT '',
      is_title_given INTEGER NOT NULL DEFAULT 0 CHECK (is_title_given IN (0, 1)), -- by a person: words no longer change it
      created_at_ms INTEGER NOT NULL,
      updated_at_ms INTEGER NOT NULL,
      deleted_at_ms INTEGER,                                      -- out of the list, and gone at the next start
      active_leaf_id INTEGER REFERENCES messages (id),            -- the last message of the branch that is shown
      draft TEXT NOT NULL DEFAULT '',
      is_greedy INTEGER CHECK (is_greedy IN (0, 1)),
      temperature REAL,
      top_k INTEGER,
      top_p REAL,
      repetition_penalty REAL,
      seed INTEGER,
      max_reply_tokens INTEGER,
      stop_texts TEXT,                                            -- a JSON array of texts
      policy TEXT,
      asks_before_forgetting INTEGER CHECK (asks_before_forgetting IN (0, 1))
    ) STRICT;

    CREATE INDEX chats_by_update ON chats (updated_at_ms DESC, id DESC) WHERE deleted_at_ms IS NULL;

    CREATE TABLE messages (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
      parent_id INTEGER REFERENCES messages (id),                 -- NULL: a first message
      role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
      text TEXT NOT NULL,
      token_ids BLOB NOT NULL CHECK (LENGTH(token_ids) % 4 = 0),  -- uint32, little-endian
      tokenizer_hash TEXT NOT NULL,                               -- whose ids these are
      state TEXT NOT NULL CHECK (state IN ('streaming', 'done', 'stopped', 'failed')),
      failure_code TEXT,
      failure_sentence TEXT,
      created_at_ms INTEGER NOT NULL,
      ended_at_ms INTEGER,
      -- Of a turn, and kept with its user message:
      window_start_id INTEGER REFERENCES messages (id),           -- the first turn still seen when it was sent; NULL: all
      forgotten_at_ms INTEGER,                                    -- when the window came to begin there
      is_pinned INTEGER NOT NULL DEFAULT 0 CHECK (is_pinned IN (0, 1)),
      is_left_out INTEGER NOT NULL DEFAULT 0 CHECK (is_left_out IN (0, 1))
    ) STRICT;

    CREATE INDEX messages_by_parent ON messages (chat_id, parent_id);
    CREATE INDEX messages_by_parent_id ON messages (parent_id) WHERE parent_id IS NOT NULL;
    CREATE INDEX messages_by_window_start ON messages (window_start_id) WHERE window_start_id IS NOT NULL;
    CREATE INDEX chats_by_active_leaf ON chats (active_leaf_id) WHERE active_leaf_id IS NOT NULL;
    CREATE INDEX messages_under_way ON messages (state) WHERE state = 'streaming';

    CREATE TABLE receipts (
      message_id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
      reused_tokens INTEGER NOT NULL,
      prefilled_tokens INTEGER NOT NULL,
      decoded_tokens INTEGER NOT NULL,
      prefill_ms REAL NOT NULL,
      first_token_ms REAL NOT NULL,
      decode_ms REAL NOT NULL,
      tokens_per_second REAL NOT NULL,
      provider TEXT NOT NULL,
      precision TEXT NOT NULL,
      is_greedy INTEGER NOT NULL CHECK (is_greedy IN (0, 1)),
      temperature REAL NOT NULL,
      top_k INTEGER NOT NULL,
      top_p REAL NOT NULL,
      repetition_penalty REAL NOT NULL,
      chosen_seed INTEGER,                                        -- the chat's; NULL: a new one each time
      max_reply_tokens INTEGER NOT NULL,
      stop_texts TEXT NOT NULL,
      policy TEXT NOT NULL,
      asks_before_forgetting INTEGER NOT NULL CHECK (asks_before_forgetting IN (0, 1)),
      seed INTEGER,                                               -- the one that was used
      cache_tokens INTEGER NOT NULL,
      cache_bytes INTEGER NOT NULL,
      cache_held_bytes INTEGER NOT NULL,
      lost_tokens INTEGER NOT NULL,
      lost_because TEXT,
      ended_by TEXT NOT NULL
    ) STRICT;

    CREATE TABLE app_settings (
      id INTEGER PRIMARY KEY,
      key TEXT NOT NULL UNIQUE,
      value TEXT NOT NULL
    ) STRICT;
  `,
};
