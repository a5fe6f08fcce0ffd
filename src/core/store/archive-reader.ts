import { type ActRow, actColumns, rowToAct } from './acts.ts';
import type { ArchivedAct, ArchivedChat, ArchivedMessage, ArchivedTree } from './archive.ts';
import type { ChatStore } from './chats.ts';
import type { Connection } from './connection.ts';
import { openMessageReader, type StoredMessage } from './messages.ts';
import type { SettingsStore } from './settings.ts';
import { unpackLogits } from './token-logits.ts';
import { interrupted } from './turns.ts';
import { isInChatThatIsThere } from './visible-chats.ts';

/** Where a reading goes on: behind this id (0: at the beginning), with so many messages at most. */
export interface ArchivePart {
  readonly afterId: number;
  readonly count: number;
}

interface AsideRow {
  readonly id: number;
  readonly uid: string;
  readonly token_count: number;
  readonly chosen_logits: Buffer | null;
  readonly largest_logits: Buffer | null;
}

interface ReaderNeeds {
  readonly chats: ChatStore;
  readonly settings: SettingsStore;
}

export type ArchiveReader = ReturnType<typeof openArchiveReader>;

/** Reads chats as trees, with everything that is stored of them. */
export function openArchiveReader(connection: Connection, { chats, settings }: ReaderNeeds) {
  const part = `
    FROM messages WHERE chat_id = @chatId AND id > @afterId AND ${isInChatThatIsThere} ORDER BY id LIMIT @count`;
  const read = openMessageReader(connection);
  const asideColumns =
    'id, LOWER(HEX(uid)) AS uid, LENGTH(token_ids) / 4 AS token_count, chosen_logits, largest_logits';
  const aside = connection.prepare(`SELECT ${asideColumns} ${part}`);
  const asideOf = connection.prepare(`
    SELECT ${asideColumns} FROM messages WHERE id IN (SELECT value FROM JSON_EACH(?)) AND ${isInChatThatIsThere}`);

  const acts = connection.prepare(`
    SELECT ${actColumns} FROM window_acts
    WHERE chat_id = @chatId AND leaf_id > @afterId AND leaf_id <= @lastId ORDER BY leaf_id, id`);

  return {
    /** Null when it is not there, or deleted. */
    readChat(chatId: number): ArchivedChat | null {
      const chat = chats.get(chatId);
      if (!chat) return null;
      const { id: _id, isDeleted: _isDeleted, ...rest } = chat;
      return { ...rest, settings: settings.ofChat(chatId) };
    },
    /** These messages, in the order of their ids, without what was decided at them. */
    readThese(messageIds: readonly number[]): ArchivedMessage[] {
      const rows = asideOf.all(JSON.stringify(messageIds)) as AsideRow[];
      const asides = new Map(rows.map((row) => [row.id, row]));
      return read(rows.map(({ id }) => id)).map((message) => archived(message, asides.get(message.id) as AsideRow, []));
    },
    /** The next messages of a chat, parents before children. Empty behind the last. */
    readMessages(chatId: number, { afterId, count }: ArchivePart): ArchivedMessage[] {
      const rows = aside.all({ chatId, afterId, count }) as AsideRow[];
      const messages = read(rows.map((row) => row.id));
      const last = messages.at(-1);
      if (!last) return [];
      const asides = new Map(rows.map((row) => [row.id, row]));
      const actsAt = byLeaf(acts.all({ chatId, afterId, lastId: last.id }) as ActRow[]);
      return messages.map((message) =>
        archived(message, asides.get(message.id) as AsideRow, actsAt.get(message.id) ?? []),
      );
    },
  };
}

/** How many messages are read at a time: a part of a few milliseconds. */
const MESSAGES_AT_ONCE = 100;

/** A chat as a tree whose parts are read as they are asked for. Null when it is not there, or deleted. */
export function readTree(archive: ArchiveReader, chatId: number): ArchivedTree | null {
  const chat = archive.readChat(chatId);
  if (!chat) return null;
  function* batches() {
    for (let afterId = 0; ; ) {
      const batch = archive.readMessages(chatId, { afterId, count: MESSAGES_AT_ONCE });
      const last = batch.at(-1);
      if (!last) return;
      yield batch;
      afterId = last.id;
    }
  }
  return { chat, batches: batches() };
}

function byLeaf(rows: readonly ActRow[]): ReadonlyMap<number, ArchivedAct[]> {
  const actsAt = new Map<number, ArchivedAct[]>();
  for (const { leafId, ...act } of rows.map(rowToAct)) actsAt.set(leafId, [...(actsAt.get(leafId) ?? []), act]);
  return actsAt;
}

function archived(message: StoredMessage, row: AsideRow, acts: readonly ArchivedAct[]): ArchivedMessage {
  const { chatId: _chatId, turnId: _turnId, ...rest } = message;
  const { chosen_logits: chosen, largest_logits: largest, token_count: count } = row;
  const logits = chosen
    ? { chosenLogits: unpackLogits(chosen, count), largestLogits: unpackLogits(largest, count) }
    : null;
  return { ...rest, ...(message.state === 'streaming' && cutOff(message)), uid: row.uid, logits, acts };
}

/** As the next start would leave it. */
function cutOff({ text }: StoredMessage): Pick<StoredMessage, 'state' | 'failure'> {
  return text === '' ? { state: 'failed', failure: interrupted } : { state: 'stopped', failure: null };
}
