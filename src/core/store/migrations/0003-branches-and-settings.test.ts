import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { migrate } from '../migrations.ts';

type Row = Record<string, unknown>;

function openAtSchema(schema: number): Database.Database {
  const connection = new Database(':memory:');
  connection.pragma('foreign_keys = ON');
  migrate(connection, schema);
  return connection;
}

interface OldMessage {
  readonly id: number;
  readonly chatId: number;
  readonly parentId: number | null;
  readonly text: string;
  readonly sendKey?: string | null;
  readonly windowStartId?: number | null;
  readonly forgottenAtMs?: number | null;
  readonly isPinned?: boolean;
  readonly isLeftOut?: boolean;
  /** An answer. Empty where they are not known. */
  readonly promptTurnIds?: readonly number[];
}

function insertChat(connection: Database.Database, id: number): void {
  connection.prepare('INSERT INTO chats (id, created_at_ms, updated_at_ms) VALUES (?, 10, 20)').run(id);
}

/** A message of schema 2; with the turns in its prompt it is an answer. */
function insertMessage(connection: Database.Database, message: OldMessage): void {
  const { promptTurnIds, sendKey = null, windowStartId = null, forgottenAtMs = null } = message;
  connection
    .prepare(`
      INSERT INTO messages (
        id, chat_id, parent_id, role, send_key, text, token_ids, tokenizer_hash, state, created_at_ms, ended_at_ms,
        window_start_id, forgotten_at_ms, is_pinned, is_left_out
      ) VALUES (
        @id, @chatId, @parentId, @role, @sendKey, @text, x'01000000', 'h', 'done', @id + 1000, @id + 1001, @windowStartId,
        @forgottenAtMs, @isPinned, @isLeftOut
      )`)
    .run({
      ...{ id: message.id, chatId: message.chatId, parentId: message.parentId, text: message.text },
      ...{ role: promptTurnIds ? 'assistant' : 'user', sendKey, windowStartId, forgottenAtMs },
      ...{ isPinned: Number(message.isPinned ?? false), isLeftOut: Number(message.isLeftOut ?? false) },
    });
  if (!promptTurnIds) return;
  const bytes = Buffer.from(BigInt64Array.from(promptTurnIds, BigInt).buffer);
  connection
    .prepare(`
      INSERT INTO answers VALUES (?, NULL, ?, 0, 0.8, 40, 0.95, 1.1, NULL, 96, '[]', 'dropOldest', 1, 7)`)
    .run(message.id, promptTurnIds.length === 0 ? null : bytes);
}

const all = (connection: Database.Database, sql: string) => connection.prepare(sql).all() as Row[];

function turnIdsOf(connection: Database.Database, messageId: number): number[] | null {
  const bytes = connection.prepare('SELECT prompt_turn_ids FROM answers WHERE message_id = ?').pluck().get(messageId);
  if (bytes === null) return null;
  return Array.from({ length: (bytes as Buffer).length / 8 }, (_, index) =>
    Number((bytes as Buffer).readBigInt64LE(index * 8)),
  );
}

/** The messages from the first to one. */
function pathTo(connection: Database.Database, leafId: number): Row[] {
  const get = connection.prepare('SELECT * FROM messages WHERE id = ?');
  const path: Row[] = [];
  for (let id: number | null = leafId; id !== null; ) {
    const row = get.get(id) as Row;
    path.unshift(row);
    id = row.parent_id as number | null;
  }
  return path;
}

/** Ids of the turns for which an act of this kind is in force on the path to a message. */
function inForce(connection: Database.Database, leafId: number, kind: string): number[] {
  const path = pathTo(connection, leafId).map((row) => row.id as number);
  const acts = all(connection, `SELECT * FROM window_acts WHERE kind = '${kind}' ORDER BY leaf_id`);
  const last = new Map<number, number>();
  for (const act of acts) {
    if (path.includes(act.leaf_id as number)) last.set(act.turn_id as number, act.value as number);
  }
  return [...last].flatMap(([turnId, value]) => (value === 1 ? [turnId] : [])).sort((one, two) => one - two);
}

/** Two questions, the second asked three times (its tries are answers 4, 6 and 8), and once more by a page of its own. */
function fillWithTries(connection: Database.Database): void {
  insertChat(connection, 3);
  const add = (message: Omit<OldMessage, 'chatId'>) => insertMessage(connection, { chatId: 3, ...message });
  add({ id: 1, parentId: null, text: 'one', sendKey: 'key of one', isPinned: true });
  add({ id: 2, parentId: 1, text: 'first', promptTurnIds: [1] });
  add({ id: 3, parentId: 2, text: 'two', sendKey: 'key of two', isLeftOut: true });
  add({ id: 4, parentId: 3, text: 'second', promptTurnIds: [1, 3] });
  add({ id: 5, parentId: 2, text: 'two', windowStartId: 5, forgottenAtMs: 77, isPinned: true });
  add({ id: 6, parentId: 5, text: 'second, again', promptTurnIds: [5] });
  add({ id: 7, parentId: 2, text: 'two', windowStartId: 1 });
  add({ id: 8, parentId: 7, text: 'second, once more', promptTurnIds: [1, 7] });
  add({ id: 9, parentId: 8, text: 'three', sendKey: 'key of three', windowStartId: 7, forgottenAtMs: 78 });
  add({ id: 10, parentId: 9, text: 'third', promptTurnIds: [7, 9] });
  add({ id: 11, parentId: 2, text: 'two', sendKey: 'another key' });
  add({ id: 12, parentId: 11, text: 'elsewhere', promptTurnIds: [] });
  add({ id: 13, parentId: 2, text: 'Two' });
  add({ id: 14, parentId: 13, text: 'other words', promptTurnIds: [13] });
  connection.exec('UPDATE chats SET active_leaf_id = 10 WHERE id = 3');
}

describe('schema 3', () => {
  it('joins the questions that were stored again to be asked again, and keeps every answer', () => {
    const connection = openAtSchema(2);
    fillWithTries(connection);
    const uids = all(connection, 'SELECT id, uid FROM messages');
    migrate(connection, 3);
    const messages = all(connection, 'SELECT id, parent_id, text, send_key FROM messages ORDER BY id');
    expect(messages.map(({ id, parent_id }) => [id, parent_id])).toEqual([
      ...[
        [1, null],
        [2, 1],
        [3, 2],
        [4, 3],
        [6, 3],
        [8, 3],
        [9, 8],
        [10, 9],
        [11, 2],
        [12, 11],
        [13, 2],
        [14, 13],
      ],
    ]);
    expect(messages.find(({ id }) => id === 3)).toMatchObject({ text: 'two', send_key: 'key of two' });
    const prompts = [2, 4, 6, 8, 10, 12, 14].map((id) => turnIdsOf(connection, id));
    expect(prompts).toEqual([[1], [1, 3], [3], [1, 3], [3, 9], null, [13]]);
    expect(all(connection, 'SELECT id, uid FROM messages')).toEqual(uids.filter(({ id }) => id !== 5 && id !== 7));
    expect(all(connection, 'SELECT active_leaf_id FROM chats')).toEqual([{ active_leaf_id: 10 }]);
  });

  it('keeps with each answer where its window started, by the names that are left', () => {
    const connection = openAtSchema(2);
    fillWithTries(connection);
    migrate(connection, 3);
    const starts = all(connection, 'SELECT id, window_start_id, forgotten_at_ms FROM messages ORDER BY id');
    expect(starts.map((row) => Object.values(row)).filter(([, start, at]) => start !== null || at !== null)).toEqual([
      [6, 3, 77],
      [8, 1, null],
      [10, 3, 78],
    ]);
  });

  it('gives each end of a branch what is decided of its turns', () => {
    const connection = openAtSchema(2);
    fillWithTries(connection);
    migrate(connection, 3);
    const decided = (kind: string) => [4, 6, 10, 12, 14].map((id) => inForce(connection, id, kind));
    expect(decided('pinned')).toEqual([[1], [1, 3], [1], [1], [1]]);
    expect(decided('leftOut')).toEqual([[3], [], [], [], []]);
    const acts = all(connection, 'SELECT chat_id, leaf_id, at_ms FROM window_acts');
    expect(acts.filter(({ leaf_id }) => leaf_id === 2)).toEqual([]);
    for (const { chat_id, leaf_id, at_ms } of acts) expect([chat_id, at_ms]).toEqual([3, (leaf_id as number) + 1000]);
  });

  it('also where the branch that is shown ends before the tree does', () => {
    const connection = openAtSchema(2);
    fillWithTries(connection);
    connection.exec('UPDATE chats SET active_leaf_id = 8');
    migrate(connection, 3);
    expect(all(connection, 'SELECT kind, turn_id FROM window_acts WHERE leaf_id = 8')).toEqual([
      { kind: 'pinned', turn_id: 1 },
    ]);
  });

  it('moves drafts and settings, and changes nothing of what else stands with a chat', () => {
    const connection = openAtSchema(2);
    connection.exec(`
      INSERT INTO chats (
        id, title, is_title_given, created_at_ms, updated_at_ms, deleted_at_ms, draft, is_greedy, temperature, top_k, top_p,
        repetition_penalty, seed, max_reply_tokens, stop_texts, policy, asks_before_forgetting
      ) VALUES
        (3, 'Given', 1, 10, 20, NULL, 'a' || CHAR(0) || 'b', 0, 0.30000000000000004, 40, 0.9, 1.1, 4294967295, 96,
          '["You:","\\n"]', 'keepFirst', 0),
        (7, '', 0, 30, 40, 50, '', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
      INSERT INTO app_settings (key, value) VALUES ('openChatId', '3'), ('odd', 'no JSON at all');`);
    const chats = 'SELECT id, uid, title, is_title_given, created_at_ms, updated_at_ms, deleted_at_ms FROM chats';
    const before = all(connection, chats);
    migrate(connection, 3);
    expect(all(connection, chats)).toEqual(before);
    expect(all(connection, 'SELECT * FROM drafts')).toEqual([{ chat_id: 3, text: 'a\0b', updated_at_ms: 20 }]);
    const settings = connection.prepare('SELECT chat_id, name, value FROM settings ORDER BY id').raw().all();
    expect(settings.map((row) => row as [number | null, string, string])).toEqual([
      [null, 'openChatId', '3'],
      [null, 'odd', '"no JSON at all"'],
      ...[
        ['isGreedy', 'false'],
        ['temperature', '0.30000000000000004'],
        ['topK', '40'],
        ['topP', '0.9'],
        ['repetitionPenalty', '1.1'],
        ['seed', '4294967295'],
        ['maxReplyTokens', '96'],
        ['stopTexts', '["You:","\\n"]'],
        ['policy', '"keepFirst"'],
        ['asksBeforeForgetting', 'false'],
      ].map((setting) => [3, ...setting]),
      [7, 'isGreedy', 'true'],
    ]);
  });

  it('holds rows to each other, and one decision about a thing at a leaf', () => {
    const connection = openAtSchema(2);
    fillWithTries(connection);
    migrate(connection, 3);
    expect(connection.pragma('foreign_key_check')).toEqual([]);
    expect(connection.pragma('integrity_check', { simple: true })).toBe('ok');
    const act = (values: string) => () =>
      connection.exec(
        `INSERT INTO window_acts (chat_id, leaf_id, kind, turn_id, value, at_ms) VALUES (3, ${values}, 1)`,
      );
    act("2, 'start', 1, NULL")();
    expect(act("2, 'start', NULL, NULL")).toThrow('UNIQUE');
    expect(act("4, 'pinned', 1, 0")).toThrow('UNIQUE');
    expect(act("2, 'pinned', NULL, 1")).toThrow('CHECK');
    expect(act("2, 'start', 1, 1")).toThrow('CHECK');
    expect(act("2, 'leftOut', 1, NULL")).toThrow('CHECK');
    expect(act("2, 'leftOut', 99, 1")).toThrow('FOREIGN KEY');
    expect(() => connection.exec("INSERT INTO settings (name, value) VALUES ('openChatId', 'x')")).toThrow('CHECK');
    connection.exec("INSERT INTO settings (name, value) VALUES ('language', '1')");
    expect(() => connection.exec("INSERT INTO settings (name, value) VALUES ('language', '2')")).toThrow('UNIQUE');
    connection.exec('UPDATE chats SET active_leaf_id = NULL; DELETE FROM chats');
    for (const table of ['messages', 'answers', 'window_acts', 'drafts']) {
      expect(all(connection, `SELECT * FROM ${table}`), table).toEqual([]);
    }
  });

  it('gives no id twice, also when the last rows were removed or joined', () => {
    const connection = openAtSchema(2);
    insertChat(connection, 9);
    insertMessage(connection, { id: 1, chatId: 9, parentId: null, text: 'one' });
    insertMessage(connection, { id: 8, chatId: 9, parentId: null, text: 'one' });
    migrate(connection, 3);
    connection.exec('DELETE FROM chats');
    insertChat(connection, 10);
    connection.exec(`
      INSERT INTO messages (chat_id, role, text, token_ids, tokenizer_hash, state, created_at_ms)
      VALUES (10, 'user', '', x'', 'h', 'done', 1)`);
    expect(connection.prepare('SELECT id FROM messages').pluck().get()).toBe(9);
    connection.exec('DELETE FROM chats');
    const added = connection.prepare('INSERT INTO chats (created_at_ms, updated_at_ms) VALUES (1, 1)').run();
    expect(added.lastInsertRowid).toBe(11);
  });

  it('is whole or not at all', () => {
    const connection = openAtSchema(2);
    fillWithTries(connection);
    connection.exec('CREATE INDEX window_acts_by_turn ON models (name)');
    const before = all(connection, 'SELECT * FROM messages');
    expect(() => migrate(connection, 3)).toThrow('already exists');
    expect(connection.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(connection.pragma('user_version', { simple: true })).toBe(2);
    expect(all(connection, 'SELECT * FROM messages')).toEqual(before);
  });
});

/** What somebody does in chats of schema 2, each time at a message that is drawn from those there are. */
const act = fc.record({
  type: fc.constantFrom('say', 'say', 'retry', 'retry', 'sameWords', 'pin', 'leaveOut', 'show'),
  where: fc.nat(),
  words: fc.constantFrom('one', 'two', 'three'),
  hasWindow: fc.boolean(),
});

interface Told {
  readonly messages: OldMessage[];
  readonly pinned: Set<number>;
  readonly leftOut: Set<number>;
}

/** Plays acts as the application of schema 2 stored them: trying again stores the words again, without a key. */
function play(
  connection: Database.Database,
  acts: readonly { type: string; where: number; words: string; hasWindow: boolean }[],
) {
  const told: Told = { messages: [], pinned: new Set(), leftOut: new Set() };
  const chatIds = [2, 5];
  for (const chatId of chatIds) insertChat(connection, chatId);
  const ask = (chatId: number, parentId: number | null, text: string, sendKey: string | null, hasWindow: boolean) => {
    const path: number[] = [];
    const byId = new Map(told.messages.map((message) => [message.id, message]));
    for (let id = parentId; id !== null; id = byId.get(id)?.parentId ?? null)
      if (!byId.get(id)?.promptTurnIds) path.unshift(id);
    const id = told.messages.length * 2 + 1;
    const seen = hasWindow ? path.slice(-1) : path;
    const start = seen.length < path.length ? { windowStartId: seen[0] ?? null, forgottenAtMs: id } : {};
    const user = { id, chatId, parentId, text, sendKey, ...start };
    const answer = { id: id + 1, chatId, parentId: id, text: `answer ${id}`, promptTurnIds: [...seen, id] };
    for (const message of [user, answer]) {
      insertMessage(connection, message);
      told.messages.push(message);
    }
    connection.prepare('UPDATE chats SET active_leaf_id = ? WHERE id = ?').run(answer.id, chatId);
  };
  for (const [index, { type, where, words, hasWindow }] of acts.entries()) {
    const users = told.messages.filter((message) => !message.promptTurnIds);
    const answers = told.messages.filter((message) => message.promptTurnIds);
    const user = users[where % Math.max(1, users.length)];
    const answer = answers[where % (answers.length + 1)];
    if (type === 'say' || !user) {
      ask(
        answer?.chatId ?? (chatIds[where % 2] as number),
        answer?.id ?? null,
        words,
        where % 3 ? `key ${index}` : null,
        hasWindow,
      );
    } else if (type === 'retry') ask(user.chatId, user.parentId, user.text, null, hasWindow);
    else if (type === 'sameWords') ask(user.chatId, user.parentId, user.text, `key ${index}`, hasWindow);
    else if (type === 'pin') told.pinned.add(user.id);
    else if (type === 'leaveOut') told.leftOut.add(user.id);
    else if (answer)
      connection.prepare('UPDATE chats SET active_leaf_id = ? WHERE id = ?').run(answer.id, answer.chatId);
  }
  for (const id of told.pinned) connection.prepare('UPDATE messages SET is_pinned = 1 WHERE id = ?').run(id);
  for (const id of told.leftOut) connection.prepare('UPDATE messages SET is_left_out = 1 WHERE id = ?').run(id);
  return told;
}

const words = (path: readonly Row[]) => path.map(({ role, text }) => `${role}: ${text}`);

describe('any chats of schema 2, brought to schema 3,', () => {
  it('read the same on every path, with the same decisions, and every answer once', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
        const connection = openAtSchema(2);
        const { messages, pinned, leftOut } = play(connection, acts);
        const answers = messages.filter((message) => message.promptTurnIds);
        const before = answers.map(({ id }) => pathTo(connection, id));
        const shown = all(connection, 'SELECT id, active_leaf_id FROM chats');
        const prompts = answers.map(({ id }) => turnIdsOf(connection, id));
        migrate(connection, 3);
        expect(connection.pragma('foreign_key_check')).toEqual([]);
        expect(all(connection, 'SELECT id, active_leaf_id FROM chats')).toEqual(shown);
        expect(
          all(connection, "SELECT id FROM messages WHERE role = 'assistant' ORDER BY id").map(({ id }) => id),
        ).toEqual(answers.map(({ id }) => id));
        const parents = new Set(messages.map((message) => message.parentId));
        for (const [index, { id }] of answers.entries()) {
          const pathBefore = before[index] as Row[];
          const after = pathTo(connection, id);
          expect(words(after)).toEqual(words(pathBefore));
          const renamed = new Map(pathBefore.map((row, place) => [row.id as number, after[place]?.id as number]));
          expect(turnIdsOf(connection, id)).toEqual(prompts[index]?.map((turnId) => renamed.get(turnId)));
          const start = pathBefore.at(-2)?.window_start_id as number | null;
          expect(after.at(-1)?.window_start_id).toBe(start === null ? null : renamed.get(start));
          expect(after.at(-1)?.forgotten_at_ms).toBe(pathBefore.at(-2)?.forgotten_at_ms);
          if (parents.has(id)) continue;
          for (const [kind, ids] of [
            ['pinned', pinned],
            ['leftOut', leftOut],
          ] as const) {
            const expected = pathBefore.flatMap((row) =>
              ids.has(row.id as number) ? [renamed.get(row.id as number)] : [],
            );
            expect(inForce(connection, id, kind)).toEqual(expected);
          }
        }
        // No two are left that trying again would have stored.
        const doubled = `
          SELECT 1 FROM messages AS one JOIN messages AS two ON two.id > one.id AND two.chat_id = one.chat_id
            AND two.parent_id IS one.parent_id AND two.text = one.text AND two.role = 'user'
          WHERE one.role = 'user' AND two.send_key IS NULL`;
        expect(all(connection, doubled)).toEqual([]);
        connection.close();
      }),
      { numRuns: 150 },
    );
  });

  it('are there in a moment when they are 20,000 messages, half of them tries, with pins', () => {
    const connection = openAtSchema(2);
    insertChat(connection, 1);
    connection.transaction(() => {
      let parentId: number | null = null;
      for (let id = 1; id <= 20_000; id += 2) {
        const isRetry = id % 4 === 3;
        const after: number | null = isRetry ? ((id - 2 > 2 ? id - 3 : null) as number | null) : parentId;
        const promptTurnIds = Array.from({ length: 20 }, (_, index) => Math.max(1, id - 2 * index));
        insertMessage(connection, {
          id,
          chatId: 1,
          parentId: after,
          text: `words ${id >> 2}`,
          isPinned: id % 400 === 1,
        });
        insertMessage(connection, { id: id + 1, chatId: 1, parentId: id, text: 'answer', promptTurnIds });
        parentId = id + 1;
      }
    })();
    const startedAtMs = performance.now();
    migrate(connection, 3);
    expect(performance.now() - startedAtMs).toBeLessThan(10_000);
    expect(connection.prepare('SELECT COUNT(*) FROM messages').pluck().get()).toBe(15_000);
  });
});
