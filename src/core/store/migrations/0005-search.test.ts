import { expect, it } from 'vitest';
import { all, insertChat, insertMessage, openAtSchema } from '../../test-support/old-chats.ts';
import { migrate } from '../migrations.ts';

it('schema 5 brings an empty index that takes up what was said before, and whose words leave no trace', () => {
  const connection = openAtSchema(2);
  insertChat(connection, 1);
  insertMessage(connection, { id: 1, chatId: 1, parentId: null, text: 'kept' });
  migrate(connection, 4);
  const before = all(connection, 'SELECT * FROM messages');
  migrate(connection, 5);
  expect(all(connection, 'SELECT * FROM messages')).toEqual(before);
  expect(all(connection, 'SELECT * FROM message_entries')).toEqual([]);
  // No way of making words has this number: whoever opens the store makes the index anew.
  expect(all(connection, 'SELECT * FROM message_index_state')).toEqual([{ version: 0, is_whole: 0 }]);
  expect(all(connection, "SELECT v FROM message_index_config WHERE k = 'secure-delete'")).toEqual([{ v: 1 }]);
  connection.exec(
    "INSERT INTO message_entries VALUES (1, 1); INSERT INTO message_index (rowid, words) VALUES (1, 'kept 灯')",
  );
  expect(all(connection, 'SELECT rowid FROM message_index WHERE message_index MATCH \'"灯"\'')).toEqual([{ rowid: 1 }]);
  connection.pragma('foreign_keys = ON');
  expect(() => connection.exec('DELETE FROM messages')).toThrow('FOREIGN KEY');
  connection.close();
});
