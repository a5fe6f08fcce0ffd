import type Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastCpuMs } from '../../../shared/test-support/cpu-ms.ts';
import { all, insertChat, insertMessage, openAtSchema } from '../../test-support/old-chats.ts';
import { OldWindow } from '../../test-support/old-window.ts';
import { changes } from '../../turn/turn-change.ts';
import { migrate } from '../migrations.ts';

const rows = (connection: Database.Database, sql: string) => connection.prepare(sql).raw().all();

describe('schema 4', () => {
  it('makes stop and ask a way of telling, and do not ask again another', () => {
    const connection = openAtSchema(3);
    for (const chatId of [1, 2, 3, 4, 5]) insertChat(connection, chatId);
    const set = connection.prepare('INSERT INTO settings (chat_id, name, value) VALUES (?, ?, ?)');
    const stored: readonly (readonly [number, string, string])[] = [
      [1, 'policy', '"stopAndAsk"'],
      [2, 'asksBeforeForgetting', 'false'],
      [3, 'policy', '"stopAndAsk"'],
      [3, 'asksBeforeForgetting', 'false'],
      [4, 'policy', '"keepFirst"'],
      [4, 'asksBeforeForgetting', 'true'],
      [5, 'topK', '7'],
    ];
    for (const setting of stored) set.run(...setting);
    migrate(connection, 4);
    expect(rows(connection, 'SELECT chat_id, name, value FROM settings ORDER BY chat_id, name')).toEqual([
      [1, 'policy', '"dropOldest"'],
      [1, 'telling', '"ask"'],
      [2, 'telling', '"silent"'],
      // Whoever wanted to be asked by the policy is asked, whatever else was set.
      [3, 'policy', '"dropOldest"'],
      [3, 'telling', '"ask"'],
      [4, 'policy', '"keepFirst"'],
      [5, 'topK', '7'],
    ]);
  });

  it('says the same of the answers that were made with these settings', () => {
    const connection = openAtSchema(2);
    insertChat(connection, 1);
    for (let id = 1; id < 8; id += 2) {
      insertMessage(connection, { id, chatId: 1, parentId: id === 1 ? null : id - 1, text: `${id}` });
      insertMessage(connection, { id: id + 1, chatId: 1, parentId: id, text: 'answer', promptTurnIds: [id] });
    }
    migrate(connection, 3);
    const set = connection.prepare('UPDATE answers SET policy = ?, asks_before_forgetting = ? WHERE message_id = ?');
    set.run('stopAndAsk', 1, 2);
    set.run('stopAndAsk', 0, 4);
    set.run('keepFirst', 0, 6);
    const receipts = `INSERT INTO receipts SELECT ${all(connection, 'PRAGMA table_info(receipts)')
      .map(({ name, type }) => (name === 'message_id' ? '8' : type === 'TEXT' ? "'endToken'" : '0'))
      .join(', ')}`;
    connection.exec(receipts);
    migrate(connection, 4);
    const answers = 'SELECT policy, telling, used_window_tokens, unseen_turn_id FROM answers ORDER BY message_id';
    expect(rows(connection, answers)).toEqual([
      ['dropOldest', 'ask', null, null],
      ['dropOldest', 'ask', null, null],
      ['keepFirst', 'silent', null, null],
      ['dropOldest', 'show', null, null],
    ]);
    expect(rows(connection, 'SELECT taken_over_tokens FROM receipts')).toEqual([[0]]);
  });

  it('lets a window of which nothing stayed begin at a turn', () => {
    const connection = openAtSchema(2);
    insertChat(connection, 1);
    for (let id = 1; id < 10; id += 2) {
      insertMessage(connection, { id, chatId: 1, parentId: id === 1 ? null : id - 1, text: `${id}` });
      insertMessage(connection, { id: id + 1, chatId: 1, parentId: id, text: 'answer', promptTurnIds: [id] });
    }
    migrate(connection, 3);
    // Behind turn 3, with turn 5 left out.
    for (const [answerId, start] of [
      [8, 4],
      [10, 4],
      [6, 5],
    ]) {
      connection.prepare('UPDATE messages SET window_start_id = ? WHERE id = ?').run(start, answerId);
    }
    migrate(connection, 4);
    const starts = 'SELECT id, window_start_id FROM messages WHERE window_start_id IS NOT NULL ORDER BY id';
    expect(rows(connection, starts)).toEqual([
      [6, 5],
      [8, 5],
      [10, 5],
    ]);
  });

  it('goes with its answer and with its turn, and can be found by both', () => {
    const connection = openAtSchema(4);
    for (const column of ['answer_id', 'turn_id']) {
      const plan = all(connection, `EXPLAIN QUERY PLAN SELECT * FROM forgotten_turns WHERE ${column} = 1`);
      expect(JSON.stringify(plan)).toContain('SEARCH');
    }
  });
});

const act = fc.record({
  type: fc.constantFrom(
    ...(['say', 'say', 'say', 'say', 'retry', 'pin', 'unpin', 'leaveOut', 'putBack', 'policy'] as const),
  ),
  where: fc.nat(),
  tokens: fc.integer({ min: 1, max: 30 }),
});

type Act = typeof act extends fc.Arbitrary<infer Drawn> ? Drawn : never;

function play(window: OldWindow, { type, where, tokens }: Act): void {
  const turns = window.turns();
  const turn = turns[where % Math.max(1, turns.length)];
  // Some answers fail before their first word.
  const answerTokens = where % 7 === 0 ? 0 : tokens;
  if (type === 'say') window.say(1 + (where % 12), answerTokens);
  else if (type === 'retry') window.retry(answerTokens);
  else if (type === 'policy') window.policy = where % 2 === 0 ? 'dropOldest' : 'keepFirst';
  else if (turn) window.decide(changes[type], turn.id);
}

describe('any chat of schema 3, brought to schema 4,', () => {
  it('tells of each answer what it made the model forget, as it was planned then', () => {
    let slides = 0;
    fc.assert(
      fc.property(fc.array(act, { minLength: 20, maxLength: 60 }), (acts) => {
        const connection = openAtSchema(3);
        const window = new OldWindow(connection);
        for (const each of acts) play(window, each);
        slides += window.forgottenFor.size;
        migrate(connection, 4);
        const told = new Map<number, [number, number][]>();
        for (const row of rows(connection, 'SELECT * FROM forgotten_turns ORDER BY answer_id, turn_id')) {
          const [answerId, turnId, tokens] = row as [number, number, number];
          told.set(answerId, [...(told.get(answerId) ?? []), [turnId, tokens]]);
        }
        expect(Object.fromEntries(told)).toEqual(Object.fromEntries(window.forgottenFor));
        connection.close();
      }),
      { numRuns: 150 },
    );
    expect(slides).toBeGreaterThan(100);
  });

  it('is there in a moment when it has 20,000 messages, and every answer forgot something', () => {
    const connection = openAtSchema(2);
    insertChat(connection, 1);
    connection.transaction(() => {
      for (let id = 1; id <= 20_000; id += 2) {
        insertMessage(connection, { id, chatId: 1, parentId: id === 1 ? null : id - 1, text: 'words' });
        const promptTurnIds = Array.from(
          { length: Math.min(20, (id + 1) / 2) },
          (_, index) => id - 2 * index,
        ).reverse();
        insertMessage(connection, { id: id + 1, chatId: 1, parentId: id, text: 'answer', promptTurnIds });
      }
    })();
    migrate(connection, 3);
    connection.exec(`
      UPDATE messages SET window_start_id = id - 39, forgotten_at_ms = created_at_ms WHERE role = 'assistant' AND id > 40`);
    expect(leastCpuMs(1, () => migrate(connection, 4))).toBeLessThan(5_000);
    expect(rows(connection, 'SELECT COUNT(*), SUM(token_count) FROM forgotten_turns')).toEqual([[9_980, 4 * 9_980]]);
  });
});
