import type Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastCpuMs } from '../../../shared/test-support/cpu-ms.ts';
import {
  all,
  inForce,
  insertChat,
  insertMessage,
  type OldMessage,
  openAtSchema,
  pathTo,
  type Row,
  turnIdsOf,
} from '../../test-support/old-chats.ts';
import { migrate } from '../migrations.ts';

/** What somebody does in chats of schema 2, each time at a message that is drawn from those there are. */
const act = fc.record({
  type: fc.constantFrom('say', 'say', 'retry', 'retry', 'sameWords', 'unanswered', 'pin', 'leaveOut', 'show'),
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
  /** Asked behind an answer or beside a question, and nothing came of it. */
  const leave = (at: OldMessage, text: string) => {
    const { chatId } = at;
    const parentId = at.promptTurnIds ? at.id : at.parentId;
    const question = { id: told.messages.length * 2 + 1, chatId, parentId, text, sendKey: null };
    insertMessage(connection, question);
    told.messages.push(question);
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
    } else if (type === 'unanswered') leave(answer ?? user, words);
    else if (type === 'retry') ask(user.chatId, user.parentId, user.text, null, hasWindow);
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
        const paths = new Map(messages.map(({ id }) => [id, pathTo(connection, id)]));
        const shown = all(connection, 'SELECT id, active_leaf_id FROM chats');
        const keys = all(connection, 'SELECT send_key FROM messages WHERE send_key IS NOT NULL ORDER BY id');
        const prompts = answers.map(({ id }) => turnIdsOf(connection, id));
        migrate(connection, 3);
        expect(connection.pragma('foreign_key_check')).toEqual([]);
        expect(all(connection, 'SELECT id, active_leaf_id FROM chats')).toEqual(shown);
        expect(
          all(connection, "SELECT id FROM messages WHERE role = 'assistant' ORDER BY id").map(({ id }) => id),
        ).toEqual(answers.map(({ id }) => id));
        // What a page sent is a question of its own, whatever its words.
        expect(all(connection, 'SELECT send_key FROM messages WHERE send_key IS NOT NULL ORDER BY id')).toEqual(keys);
        for (const [index, { id }] of answers.entries()) {
          const pathBefore = paths.get(id) as Row[];
          const after = pathTo(connection, id);
          expect(words(after)).toEqual(words(pathBefore));
          const renamed = new Map(pathBefore.map((row, place) => [row.id as number, after[place]?.id as number]));
          expect(turnIdsOf(connection, id)).toEqual(prompts[index]?.map((turnId) => renamed.get(turnId)));
          const start = pathBefore.at(-2)?.window_start_id as number | null;
          expect(after.at(-1)?.window_start_id).toBe(start === null ? null : renamed.get(start));
          expect(after.at(-1)?.forgotten_at_ms).toBe(pathBefore.at(-2)?.forgotten_at_ms);
        }
        const ends =
          'SELECT id FROM messages WHERE id NOT IN (SELECT parent_id FROM messages WHERE parent_id IS NOT NULL)';
        for (const { id } of all(connection, ends) as { id: number }[]) {
          const pathBefore = paths.get(id) as Row[];
          const after = pathTo(connection, id);
          const decided = (turnIds: ReadonlySet<number>) =>
            after.filter((_, place) => turnIds.has(pathBefore[place]?.id as number)).map((row) => row.id);
          expect(inForce(connection, id, 'pinned')).toEqual(decided(pinned));
          expect(inForce(connection, id, 'leftOut')).toEqual(decided(leftOut));
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
    expect(leastCpuMs(1, () => migrate(connection, 3))).toBeLessThan(10_000);
    expect(connection.prepare('SELECT COUNT(*) FROM messages').pluck().get()).toBe(15_000);
  });
});
