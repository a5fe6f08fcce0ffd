import type Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import {
  all,
  inForce,
  insertChat,
  insertMessage,
  type OldMessage,
  openAtSchema,
  turnIdsOf,
} from '../../test-support/old-chats.ts';
import { migrate } from '../migrations.ts';

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

  it('also a question that has no answer and was asked again, as long as none of them got one', () => {
    const decidedAt = (hasAnswer: boolean) => {
      const connection = openAtSchema(2);
      insertChat(connection, 3);
      const add = (message: Omit<OldMessage, 'chatId'>) => insertMessage(connection, { chatId: 3, ...message });
      add({ id: 1, parentId: null, text: 'one', isPinned: true });
      add({ id: 2, parentId: 1, text: 'first', promptTurnIds: [1] });
      add({ id: 3, parentId: 2, text: 'two', isLeftOut: true });
      add({ id: 4, parentId: 2, text: 'two' });
      if (hasAnswer) add({ id: 5, parentId: 4, text: 'second', promptTurnIds: [1, 4] });
      connection.exec('UPDATE chats SET active_leaf_id = 3');
      migrate(connection, 3);
      return all(connection, 'SELECT leaf_id, kind, turn_id FROM window_acts ORDER BY kind').map((row) =>
        Object.values(row),
      );
    };
    expect(decidedAt(false)).toEqual([
      [3, 'leftOut', 3],
      [3, 'pinned', 1],
    ]);
    expect(decidedAt(true)).toEqual([[5, 'pinned', 1]]);
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
