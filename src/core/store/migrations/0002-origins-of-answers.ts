import type { Migration } from './migration.ts';

/**
 * What cannot be filled in later: a random name for every chat and message that is unique beyond this database (`uid`), what
 * each answer was made from, the logits of what was sampled, and what a failure's sentence was made of.
 *
 * Earlier rows hold NULL where a thing was not measured. Their speeds were computed over one step too few when the model ended
 * the answer itself; they are computed again from the counts and the time where those tell the steps.
 *
 * `answers` is written before anything is computed, so that an answer that fails or is cut off has it as well. The turns of a
 * prompt are packed into one value: they are always read and written together, and a row each would be a hundred rows
 * before every answer.
 */
export const originsOfAnswers: Migration = {
  schema: 2,
  rebuildsTables: true,
  sql: `
    CREATE TABLE models (
      id INTEGER PRIMARY KEY,
      checkpoint_hash TEXT NOT NULL,
      name TEXT NOT NULL,
      precision TEXT NOT NULL,
      device TEXT NOT NULL,
      UNIQUE (checkpoint_hash, name, precision, device)
    ) STRICT;

    CREATE TABLE new_chats (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      uid BLOB NOT NULL UNIQUE DEFAULT (RANDOMBLOB(16)) CHECK (LENGTH(uid) = 16),
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

    INSERT INTO new_chats (
      id, title, is_title_given, created_at_ms, updated_at_ms, deleted_at_ms, active_leaf_id, draft, is_greedy, temperature,
      top_k, top_p, repetition_penalty, seed, max_reply_tokens, stop_texts, policy, asks_before_forgetting
    ) SELECT
      id, title, is_title_given, created_at_ms, updated_at_ms, deleted_at_ms, active_leaf_id, draft, is_greedy, temperature,
      top_k, top_p, repetition_penalty, seed, max_reply_tokens, stop_texts, policy, asks_before_forgetting
    FROM chats;

    CREATE TABLE new_messages (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      uid BLOB NOT NULL UNIQUE DEFAULT (RANDOMBLOB(16)) CHECK (LENGTH(uid) = 16),
      chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
      parent_id INTEGER REFERENCES messages (id),                 -- NULL: a first message
      role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
      send_key TEXT CHECK (send_key IS NULL OR role = 'user'),    -- the sending page's: sent twice, it is stored once
      text TEXT NOT NULL,
      token_ids BLOB NOT NULL CHECK (LENGTH(token_ids) % 4 = 0),  -- uint32, little-endian
      tokenizer_hash TEXT NOT NULL,                               -- whose ids these are
      state TEXT NOT NULL CHECK (state IN ('streaming', 'done', 'stopped', 'failed')),
      failure_code TEXT,
      failure_sentence TEXT,
      failure_details TEXT,                                       -- a JSON object of texts and numbers
      created_at_ms INTEGER NOT NULL,
      ended_at_ms INTEGER,
      -- Of a turn, and kept with its user message:
      window_start_id INTEGER REFERENCES messages (id),           -- the first turn still seen when it was sent; NULL: all
      forgotten_at_ms INTEGER,                                    -- when the window came to begin there
      is_pinned INTEGER NOT NULL DEFAULT 0 CHECK (is_pinned IN (0, 1)),
      is_left_out INTEGER NOT NULL DEFAULT 0 CHECK (is_left_out IN (0, 1)),
      -- Of each id of an answer: its own logit and the largest, float32, little-endian, NaN where it was not sampled. NULL: of
      -- none. Last in the row: most readers stop before.
      chosen_logits BLOB CHECK (LENGTH(chosen_logits) = LENGTH(token_ids)),
      largest_logits BLOB CHECK (LENGTH(largest_logits) = LENGTH(token_ids)),
      CHECK ((chosen_logits IS NULL) = (largest_logits IS NULL))
    ) STRICT;

    INSERT INTO new_messages (
      id, chat_id, parent_id, role, text, token_ids, tokenizer_hash, state, failure_code, failure_sentence, created_at_ms,
      ended_at_ms, window_start_id, forgotten_at_ms, is_pinned, is_left_out
    ) SELECT
      id, chat_id, parent_id, role, text, token_ids, tokenizer_hash, state, failure_code, failure_sentence, created_at_ms,
      ended_at_ms, window_start_id, forgotten_at_ms, is_pinned, is_left_out
    FROM messages ORDER BY id;

    CREATE TABLE answers (
      message_id INTEGER PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
      model_id INTEGER REFERENCES models (id),                    -- NULL: not known
      prompt_turn_ids BLOB CHECK (LENGTH(prompt_turn_ids) % 8 = 0), -- int64, little-endian, in order; NULL: not known
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
      seed INTEGER                                                -- the one that was used
    ) STRICT;

    INSERT INTO answers (
      message_id, is_greedy, temperature, top_k, top_p, repetition_penalty, chosen_seed, max_reply_tokens, stop_texts, policy,
      asks_before_forgetting, seed
    ) SELECT
      message_id, is_greedy, temperature, top_k, top_p, repetition_penalty, chosen_seed, max_reply_tokens, stop_texts, policy,
      asks_before_forgetting, seed
    FROM receipts;

    CREATE TABLE new_receipts (
      message_id INTEGER PRIMARY KEY REFERENCES answers (message_id) ON DELETE CASCADE,
      reused_tokens INTEGER NOT NULL,
      prepared_tokens INTEGER,
      shared_tokens INTEGER,
      prefilled_tokens INTEGER NOT NULL,
      unread_tokens INTEGER,
      reread_tokens INTEGER,
      decoded_tokens INTEGER NOT NULL,
      decode_steps INTEGER,
      prefill_ms REAL NOT NULL,
      first_token_ms REAL,
      decode_ms REAL NOT NULL,
      tokens_per_second REAL,
      provider TEXT NOT NULL,
      precision TEXT NOT NULL,
      cache_tokens INTEGER NOT NULL,
      cache_bytes INTEGER NOT NULL,
      cache_held_bytes INTEGER NOT NULL,
      lost_tokens INTEGER NOT NULL,
      lost_because TEXT,
      ended_by TEXT NOT NULL
    ) STRICT;

    INSERT INTO new_receipts (
      message_id, reused_tokens, prefilled_tokens, unread_tokens, decoded_tokens, decode_steps, prefill_ms, first_token_ms,
      decode_ms, provider, precision, cache_tokens, cache_bytes, cache_held_bytes, lost_tokens, lost_because, ended_by
    ) SELECT
      message_id, reused_tokens, prefilled_tokens,
      CASE WHEN decoded_tokens > 0 OR ended_by IN ('endToken', 'length', 'stopText') THEN 0 END,
      decoded_tokens,
      CASE ended_by WHEN 'endToken' THEN decoded_tokens WHEN 'length' THEN MAX(decoded_tokens - 1, 0) END,
      prefill_ms,
      CASE WHEN decoded_tokens > 0 OR ended_by = 'endToken' THEN first_token_ms END,
      decode_ms, provider, precision, cache_tokens, cache_bytes, cache_held_bytes, lost_tokens, lost_because, ended_by
    FROM receipts;

    UPDATE new_receipts SET tokens_per_second = decode_steps * 1000.0 / decode_ms WHERE decode_steps >= 3 AND decode_ms > 0;

    -- An id is never given twice, also when the last rows were removed.
    DELETE FROM sqlite_sequence WHERE name IN ('new_chats', 'new_messages');
    INSERT INTO sqlite_sequence (name, seq)
      SELECT 'new_' || name, seq FROM sqlite_sequence WHERE name IN ('chats', 'messages');

    DROP TABLE receipts;
    DROP TABLE messages;
    DROP TABLE chats;
    ALTER TABLE new_chats RENAME TO chats;
    ALTER TABLE new_messages RENAME TO messages;
    ALTER TABLE new_receipts RENAME TO receipts;

    CREATE INDEX chats_by_update ON chats (updated_at_ms DESC, id DESC) WHERE deleted_at_ms IS NULL;
    CREATE INDEX chats_by_active_leaf ON chats (active_leaf_id) WHERE active_leaf_id IS NOT NULL;
    CREATE INDEX messages_by_parent ON messages (chat_id, parent_id);
    CREATE INDEX messages_by_parent_id ON messages (parent_id) WHERE parent_id IS NOT NULL;
    CREATE INDEX messages_by_window_start ON messages (window_start_id) WHERE window_start_id IS NOT NULL;
    CREATE INDEX messages_under_way ON messages (state) WHERE state = 'streaming';
    CREATE UNIQUE INDEX messages_by_send_key ON messages (chat_id, send_key) WHERE send_key IS NOT NULL;
  `,
};
