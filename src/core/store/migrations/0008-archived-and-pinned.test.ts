import { expect, it } from 'vitest';
import { all, insertChat, insertMessage, openAtSchema } from '../../test-support/old-chats.ts';
import { migrate } from '../migrations.ts';

it('schema 8 leaves every chat in the list, neither put away nor on top', () => {
  const connection = openAtSchema(2);
  for (const chatId of [1, 2]) insertChat(connection, chatId);
  insertMessage(connection, { id: 1, chatId: 1, parentId: null, text: 'kept' });
  migrate(connection, 7);
  connection.exec('UPDATE chats SET deleted_at_ms = 5 WHERE id = 2');
  const before = { chats: all(connection, 'SELECT * FROM chats'), said: all(connection, 'SELECT * FROM messages') };
  migrate(connection, 8);
  expect(all(connection, 'SELECT * FROM messages')).toEqual(before.said);
  expect(all(connection, 'SELECT * FROM chats')).toEqual(
    before.chats.map((chat) => ({ ...chat, archived_at_ms: null, pinned_at_ms: null })),
  );
  connection.exec('UPDATE chats SET archived_at_ms = 7, pinned_at_ms = 8 WHERE id = 1');
  expect(() => connection.exec("UPDATE chats SET pinned_at_ms = 'today'")).toThrow('cannot store TEXT');
  connection.close();
});
