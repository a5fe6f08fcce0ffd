import type { Connection } from '../connection.ts';
import type { Migration } from './migration.ts';

/**
 * Tries are answers beside each other under one question; what was decided of the window stands where a branch ended when it was
 * decided; settings, drafts and a chat's own row are written apart; a chat that is being imported or removed shows nowhere.
 *
 * A question that was asked again was stored twice: the later one (it has no key of a page, and the same words at the same place)
 * goes, and its answers hang on the earliest. Where the window started is what a try was made with, so it moves to the answers.
 * Each branch gets, at its last message, what is decided of its turns now.
 */
export const branchesAndSettings: Migration = {
  schema: 3,
  rebuildsTables: true,
  sql: `
    CREATE TABLE new_chats (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      uid BLOB NOT NULL UNIQUE DEFAULT (RANDOMBLOB(16)) CHECK (LENGTH(uid) = 16),
      title TEXT NOT NULL DEFAULT '',
      is_title_given INTEGER NOT NULL DEFAULT 0 CHECK (is_title_given IN (0, 1)), -- by a person: words no longer change it
      created_at_ms INTEGER NOT NULL,
      updated_at_ms INTEGER NOT NULL,
      deleted_at_ms INTEGER,                                      -- out of the list, until it is restored or removed
      is_leaving INTEGER NOT NULL DEFAULT 0 CHECK (is_leaving IN (0, 1)), -- gone for everybody, and removed little by little
      import_id TEXT,                                             -- of an import that is not finished: nobody sees it yet
      active_leaf_id INTEGER REFERENCES messages (id)             -- the last message of the branch that is shown
    ) STRICT;

    INSERT INTO new_chats (id, uid, title, is_title_given, created_at_ms, updated_at_ms, deleted_at_ms, active_leaf_id)
    SELECT id, uid, title, is_title_given, created_at_ms, updated_at_ms, deleted_at_ms, active_leaf_id FROM chats;

    CREATE TABLE drafts (
      chat_id INTEGER PRIMARY KEY REFERENCES chats (id) ON DELETE CASCADE,
      text TEXT NOT NULL,
      updated_at_ms INTEGER NOT NULL
    ) STRICT;

    INSERT INTO drafts SELECT id, draft, updated_at_ms FROM chats WHERE draft <> '';

    CREATE TABLE settings (
      id INTEGER PRIMARY KEY,
      chat_id INTEGER REFERENCES chats (id) ON DELETE CASCADE,    -- NULL: the app's
      name TEXT NOT NULL CHECK (name <> ''),
      value TEXT NOT NULL CHECK (JSON_VALID(value)),
      UNIQUE (chat_id, name)
    ) STRICT;

    CREATE UNIQUE INDEX settings_of_app ON settings (name) WHERE chat_id IS NULL;

    INSERT INTO settings (name, value) SELECT key, IIF(JSON_VALID(value), value, JSON_QUOTE(value)) FROM app_settings;

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
      -- Of an answer:
      window_start_id INTEGER REFERENCES messages (id),           -- the first turn still seen when it was asked; NULL: all
      forgotten_at_ms INTEGER,                                    -- when the window came to begin there
      -- Of each id of an answer: its own logit and the largest, float32, little-endian, NaN where it was not sampled. NULL: of
      -- none. Last in the row: most readers stop before.
      chosen_logits BLOB CHECK (LENGTH(chosen_logits) = LENGTH(token_ids)),
      largest_logits BLOB CHECK (LENGTH(largest_logits) = LENGTH(token_ids)),
      CHECK ((chosen_logits IS NULL) = (largest_logits IS NULL))
    ) STRICT;

    INSERT INTO new_messages (
      id, uid, chat_id, parent_id, role, send_key, text, token_ids, tokenizer_hash, state, failure_code, failure_sentence,
      failure_details, created_at_ms, ended_at_ms, window_start_id, forgotten_at_ms, chosen_logits, largest_logits
    ) SELECT
      messages.id, messages.uid, messages.chat_id, messages.parent_id, messages.role, messages.send_key, messages.text,
      messages.token_ids, messages.tokenizer_hash, messages.state, messages.failure_code, messages.failure_sentence,
      messages.failure_details, messages.created_at_ms, messages.ended_at_ms, questions.window_start_id,
      questions.forgotten_at_ms, messages.chosen_logits, messages.largest_logits
    FROM messages LEFT JOIN messages AS questions ON questions.id = messages.parent_id AND questions.role = 'user'
    ORDER BY messages.id;

    CREATE TABLE window_acts (
      id INTEGER PRIMARY KEY,
      chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
      leaf_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE, -- holds on every path through this message
      kind TEXT NOT NULL CHECK (kind <> ''),                               -- see ActInForce
      turn_id INTEGER REFERENCES messages (id) ON DELETE CASCADE,          -- of 'start': the first turn seen; NULL: all are
      value INTEGER CHECK (value IN (0, 1)),                               -- pinned, left out: or not any more
      at_ms INTEGER NOT NULL,
      CHECK ((kind = 'start') = (value IS NULL)),
      CHECK (kind = 'start' OR turn_id IS NOT NULL)
    ) STRICT;
  `,
  run(connection) {
    moveSettings(connection);
    const earliestOf = findDoubledQuestions(connection);
    storeDecisions(connection, earliestOf);
    joinQuestions(connection, earliestOf);
    connection.exec(finish);
  },
};

const finish = `
  -- An id is never given twice, also when the last rows were removed.
  DELETE FROM sqlite_sequence WHERE name IN ('new_chats', 'new_messages');
  INSERT INTO sqlite_sequence (name, seq)
    SELECT 'new_' || name, seq FROM sqlite_sequence WHERE name IN ('chats', 'messages');

  DROP TABLE app_settings;
  DROP TABLE messages;
  DROP TABLE chats;
  ALTER TABLE new_chats RENAME TO chats;
  ALTER TABLE new_messages RENAME TO messages;

  CREATE INDEX chats_by_update ON chats (updated_at_ms DESC, id DESC) WHERE deleted_at_ms IS NULL;
  CREATE INDEX chats_by_active_leaf ON chats (active_leaf_id) WHERE active_leaf_id IS NOT NULL;
  CREATE INDEX chats_leaving ON chats (id) WHERE is_leaving = 1;
  CREATE INDEX chats_by_import ON chats (import_id) WHERE import_id IS NOT NULL;
  CREATE INDEX messages_by_chat ON messages (chat_id);
  CREATE INDEX messages_first ON messages (chat_id) WHERE parent_id IS NULL;
  CREATE INDEX messages_by_parent ON messages (parent_id) WHERE parent_id IS NOT NULL;
  CREATE INDEX messages_by_window_start ON messages (window_start_id) WHERE window_start_id IS NOT NULL;
  CREATE INDEX messages_under_way ON messages (state) WHERE state = 'streaming';
  CREATE UNIQUE INDEX messages_by_send_key ON messages (chat_id, send_key) WHERE send_key IS NOT NULL;
  -- One decision about a thing at a leaf. Where the window starts is one thing, whatever turn it is.
  CREATE UNIQUE INDEX window_acts_by_chat ON window_acts (chat_id, leaf_id, kind, IIF(kind = 'start', 0, turn_id));
  CREATE INDEX window_acts_by_leaf ON window_acts (leaf_id);
  CREATE INDEX window_acts_by_turn ON window_acts (turn_id) WHERE turn_id IS NOT NULL;
`;

type Row = Readonly<Record<string, number | string | null>>;

/** Each setting's column in the chats of schema 2, its name, and how its value is JSON. */
const chatSettings: readonly (readonly [column: string, name: string, toJson: (stored: number | string) => string])[] =
  [
    ['is_greedy', 'isGreedy', (stored) => JSON.stringify(stored === 1)],
    ['temperature', 'temperature', JSON.stringify],
    ['top_k', 'topK', JSON.stringify],
    ['top_p', 'topP', JSON.stringify],
    ['repetition_penalty', 'repetitionPenalty', JSON.stringify],
    ['seed', 'seed', JSON.stringify],
    ['max_reply_tokens', 'maxReplyTokens', JSON.stringify],
    ['stop_texts', 'stopTexts', String],
    ['policy', 'policy', JSON.stringify],
    ['asks_before_forgetting', 'asksBeforeForgetting', (stored) => JSON.stringify(stored === 1)],
  ];

function moveSettings(connection: Connection): void {
  const insert = connection.prepare(
    'INSERT INTO settings (chat_id, name, value) SELECT @chatId, @name, @value WHERE JSON_VALID(@value)',
  );
  const columns = chatSettings.map(([column]) => column).join(', ');
  for (const row of connection.prepare(`SELECT id, ${columns} FROM chats`).all() as Row[]) {
    for (const [column, name, toJson] of chatSettings) {
      const stored = row[column];
      if (stored != null) insert.run({ chatId: row.id, name, value: toJson(stored) });
    }
  }
}

/** Of each question that was stored again to be asked again, the first of its kind. */
function findDoubledQuestions(connection: Connection): ReadonlyMap<number, number> {
  const rows = connection
    .prepare(`
      SELECT id, earliest_id FROM (
        SELECT id, send_key, MIN(id) OVER (PARTITION BY chat_id, IFNULL(parent_id, 0), text) AS earliest_id
        FROM messages WHERE role = 'user'
      ) WHERE id <> earliest_id AND send_key IS NULL ORDER BY id`)
    .raw()
    .all() as [number, number][];
  return new Map(rows);
}

interface MessageRow {
  readonly id: number;
  readonly parent_id: number | null;
  readonly created_at_ms: number;
  readonly is_pinned: number;
  readonly is_left_out: number;
  readonly is_shown: number;
}

/** The turns of a path that are pinned or left out, the last one first. */
interface Decided {
  readonly turn: MessageRow;
  readonly before: Decided | null;
}

/** Walks each tree with a decided turn from its first messages on, and stores where a branch ends what was decided in it. */
function storeDecisions(connection: Connection, earliestOf: ReadonlyMap<number, number>): void {
  const insert = connection.prepare(`
    INSERT INTO window_acts (chat_id, leaf_id, kind, turn_id, value, at_ms)
    VALUES (@chatId, @leafId, @kind, @turnId, 1, @atMs)`);
  const store = (chatId: number, leaf: MessageRow, decided: Decided | null) => {
    for (let each = decided; each; each = each.before) {
      const { id, is_pinned, is_left_out } = each.turn;
      const act = { chatId, leafId: leaf.id, turnId: earliestOf.get(id) ?? id, atMs: leaf.created_at_ms };
      if (is_pinned) insert.run({ ...act, kind: 'pinned' });
      if (is_left_out) insert.run({ ...act, kind: 'leftOut' });
    }
  };
  const doublesOf = new Map<number, number[]>();
  for (const [id, earliest] of earliestOf) doublesOf.set(earliest, [...(doublesOf.get(earliest) ?? []), id]);
  const chatIds = connection.prepare('SELECT DISTINCT chat_id FROM messages WHERE is_pinned OR is_left_out').pluck();
  for (const chatId of chatIds.all() as number[]) {
    const children = readTree(connection, chatId);
    // Joined with another, a question is no end of a branch where it goes, or where that one brings an answer.
    const isJoined = (id: number) =>
      earliestOf.has(id) || (doublesOf.get(id)?.some((double) => children.has(double)) ?? false);
    const stack = (children.get(null) ?? []).map((message) => ({ message, before: null as Decided | null }));
    for (let next = stack.pop(); next; next = stack.pop()) {
      const { message, before } = next;
      const decided = message.is_pinned || message.is_left_out ? { turn: message, before } : before;
      const following = children.get(message.id) ?? [];
      const isEnd = following.length === 0 || message.is_shown === 1;
      if (isEnd && !isJoined(message.id)) store(chatId, message, decided);
      for (const child of following) stack.push({ message: child, before: decided });
    }
  }
}

/** A chat's messages by what they follow. */
function readTree(connection: Connection, chatId: number): ReadonlyMap<number | null, MessageRow[]> {
  const children = new Map<number | null, MessageRow[]>();
  const rows = connection
    .prepare(`
      SELECT messages.id, parent_id, messages.created_at_ms, is_pinned, is_left_out, active_leaf_id IS messages.id AS is_shown
      FROM messages JOIN chats ON chats.id = chat_id WHERE chat_id = ? ORDER BY messages.id`)
    .all(chatId) as MessageRow[];
  for (const row of rows) {
    const siblings = children.get(row.parent_id);
    if (siblings) siblings.push(row);
    else children.set(row.parent_id, [row]);
  }
  return children;
}

/** Whatever names a question that goes names the earliest instead. */
function joinQuestions(connection: Connection, earliestOf: ReadonlyMap<number, number>): void {
  connection.exec('CREATE INDEX new_messages_by_parent ON new_messages (parent_id)');
  connection.exec('CREATE INDEX new_messages_by_window_start ON new_messages (window_start_id)');
  const changes = [
    'UPDATE new_messages SET parent_id = @earliest WHERE parent_id = @doubled',
    'UPDATE new_messages SET window_start_id = @earliest WHERE window_start_id = @doubled',
    'UPDATE new_chats SET active_leaf_id = @earliest WHERE active_leaf_id = @doubled',
    'DELETE FROM new_messages WHERE id = @doubled',
  ].map((sql) => connection.prepare(sql));
  for (const [doubled, earliest] of earliestOf) for (const change of changes) change.run({ doubled, earliest });
  connection.exec('DROP INDEX new_messages_by_parent; DROP INDEX new_messages_by_window_start');
  if (earliestOf.size > 0) renamePromptTurns(connection, earliestOf);
}

/** The turns of a prompt are int64, little-endian. */
function renamePromptTurns(connection: Connection, earliestOf: ReadonlyMap<number, number>): void {
  const update = connection.prepare('UPDATE answers SET prompt_turn_ids = @bytes WHERE message_id = @messageId');
  const next = connection.prepare(`
    SELECT message_id AS messageId, prompt_turn_ids AS bytes FROM answers
    WHERE message_id > ? AND prompt_turn_ids IS NOT NULL ORDER BY message_id LIMIT 1`);
  let row = next.get(0) as { readonly messageId: number; readonly bytes: Buffer } | undefined;
  for (; row; row = next.get(row.messageId) as typeof row) {
    const { messageId, bytes } = row;
    let isChanged = false;
    for (let offset = 0; offset < bytes.length; offset += 8) {
      const earliest = earliestOf.get(Number(bytes.readBigInt64LE(offset)));
      if (earliest === undefined) continue;
      bytes.writeBigInt64LE(BigInt(earliest), offset);
      isChanged = true;
    }
    if (isChanged) update.run({ messageId, bytes });
  }
}
