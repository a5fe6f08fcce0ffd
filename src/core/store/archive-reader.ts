import { type ActRow, actColumns, rowToAct } from './acts.ts';
import type { ArchivedAct, ArchivedChat, ArchivedMessage, ArchivedTree } from './archive.ts';
import type { ChatModel, ChatModelStore, ModelMark } from './chat-models.ts';
import type { ChatStore } from './chats.ts';
import type { Connection } from './connection.ts';
import type { DraftStore } from './drafts.ts';
import { openMessageReader, type StoredMessage } from './messages.ts';
import { type MessageWithOrigin, openOriginReader } from './origin-reader.ts';
import type { SettingsStore } from './settings.ts';
import { unpackLogits } from './token-logits.ts';
import { interrupted } from './turns.ts';
import { isMessageThatIsThere, isNotPending, isShown, isThere } from './visible-chats.ts';

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
  readonly drafts: DraftStore;
  readonly chatModels: ChatModelStore;
}

/** Which chats are meant. */
export interface Meant {
  /** Also those that were deleted and can be restored. Defaults to false. */
  readonly includesDeleted?: boolean;
}

export type ArchiveReader = ReturnType<typeof openArchiveReader>;

/** Reads chats as trees, with everything that is stored of them. */
export function openArchiveReader(connection: Connection, { chats, settings, drafts, chatModels }: ReaderNeeds) {
  const statements = prepareReaderStatements(connection);
  const part = `
    FROM messages WHERE chat_id = @chatId AND id > @afterId AND ${isMessageThatIsThere} ORDER BY id LIMIT @count`;
  const readMessages = openMessageReader(connection);
  const withOrigins = openOriginReader(connection);
  const read = (ids: readonly number[]) => withOrigins(readMessages(ids));
  const asideColumns =
    'id, LOWER(HEX(uid)) AS uid, LENGTH(token_ids) / 4 AS token_count, chosen_logits, largest_logits';
  const aside = connection.prepare(`SELECT ${asideColumns} ${part}`);
  const asideOf = connection.prepare(`
    SELECT ${asideColumns} FROM messages WHERE id IN (SELECT value FROM JSON_EACH(?)) AND ${isMessageThatIsThere}`);

  const acts = connection.prepare(`
    SELECT ${actColumns} FROM window_acts
    WHERE chat_id = @chatId AND leaf_id > @afterId AND leaf_id <= @lastId ORDER BY leaf_id, id`);

  return {
    /** All chats in which there is something, the one made first first. */
    chatIds({ includesDeleted = false }: Meant = {}): number[] {
      return statements[includesDeleted ? 'thereIds' : 'shownIds'].all() as number[];
    },
    /** How many chats of `chatIds` there are, and messages in them. */
    count({ includesDeleted = false }: Meant = {}): ArchiveCount {
      return statements[includesDeleted ? 'countThere' : 'countShown'].get() as ArchiveCount;
    },
    /** Nothing was ever done with it: a new chat, as long as it is one. */
    isEmpty(chatId: number): boolean {
      return statements.isSomething.get(chatId) !== 1;
    },
    /** The how manieth message of the chat this one is, from 1; 0 when it is none of it. */
    placeOf(chatId: number, messageId: number): number {
      return statements.placeOf.get({ chatId, messageId }) as number;
    },
    /** Null when it is not there, or deleted and these are not meant. */
    readChat(chatId: number, { includesDeleted = false }: Meant = {}): ArchivedChat | null {
      const chat = chats.getAny(chatId);
      if (!chat || (chat.isDeleted && !includesDeleted)) return null;
      const { id: _id, isDeleted: _isDeleted, deletedAtMs, archivedAtMs, pinnedAtMs, ...rest } = chat;
      const draft = drafts.get(chatId);
      const model = chatModels.get(chatId);
      const branchedFrom = statements.branchedFrom.get(chatId) as string | undefined;
      return {
        ...{ ...rest, settings: settings.ofChat(chatId) },
        ...(model && { model: markOf(model) }),
        ...(draft !== '' && { draft }),
        ...(branchedFrom !== undefined && { branchedFrom }),
        ...(deletedAtMs !== null && { deletedAtMs }),
        ...(archivedAtMs !== null && { archivedAtMs }),
        ...(pinnedAtMs !== null && { pinnedAtMs }),
      };
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

/** How many chats and messages. */
export interface ArchiveCount {
  readonly chats: number;
  readonly messages: number;
}

function prepareReaderStatements(connection: Connection) {
  // Unsent words, a title that a person gave, and having been branched from are something.
  const isSomething = `(
    is_title_given = 1
    OR EXISTS (SELECT 1 FROM drafts WHERE chat_id = chats.id AND text <> '')
    OR EXISTS (SELECT 1 FROM messages WHERE chat_id = chats.id AND ${isNotPending})
    OR EXISTS (SELECT 1 FROM branched_chats WHERE origin_id = chats.id))`;
  const ids = (which: string) =>
    connection.prepare(`SELECT id FROM chats WHERE ${which} AND ${isSomething} ORDER BY id`).pluck();
  const count = (which: string) =>
    connection.prepare(`
      SELECT
        (SELECT COUNT(*) FROM chats WHERE ${which} AND ${isSomething}) AS chats,
        (SELECT COUNT(*) FROM messages
          WHERE chat_id IN (SELECT id FROM chats WHERE ${which}) AND ${isNotPending}) AS messages`);
  const placeOf = connection.prepare(`
    SELECT IIF(MAX(id) = @messageId, COUNT(*), 0)
    FROM messages WHERE chat_id = @chatId AND id <= @messageId AND ${isNotPending}`);
  const branchedFrom = connection.prepare(`
    SELECT LOWER(HEX(uid)) FROM branched_chats JOIN chats ON chats.id = origin_id WHERE chat_id = ? AND ${isThere}`);
  return {
    isSomething: connection.prepare(`SELECT ${isSomething} FROM chats WHERE id = ?`).pluck(),
    branchedFrom: branchedFrom.pluck(),
    placeOf: placeOf.pluck(),
    shownIds: ids(isShown),
    thereIds: ids(isThere),
    countShown: count(isShown),
    countThere: count(isThere),
  };
}

/** How many messages are read at a time: a part of a few milliseconds. */
const MESSAGES_AT_ONCE = 100;

/** A tree that is read from the store. */
export interface ReadTree extends ArchivedTree {
  readonly batches: Iterable<readonly ArchivedMessage[]>;
  /** The how manieth of the messages, from 1, the last one is of the branch that is shown; null: none is. */
  readonly leafPlace: number | null;
  /** Nothing was ever done with the chat. */
  readonly isEmpty: boolean;
}

/** A chat as a tree whose parts are read as they are asked for. Null when it is not there, or deleted and these are not meant. */
export function readTree(archive: ArchiveReader, chatId: number, meant: Meant = {}): ReadTree | null {
  const chat = archive.readChat(chatId, meant);
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
  const { activeLeafId } = chat;
  const leafPlace = activeLeafId === null ? null : archive.placeOf(chatId, activeLeafId) || null;
  return { chat, batches: batches(), leafPlace, isEmpty: archive.isEmpty(chatId) };
}

/** What it is called here says nothing elsewhere. */
function markOf({ modelId: _modelId, ...mark }: ChatModel): ModelMark {
  return mark;
}

function byLeaf(rows: readonly ActRow[]): ReadonlyMap<number, ArchivedAct[]> {
  const actsAt = new Map<number, ArchivedAct[]>();
  for (const { leafId, ...act } of rows.map(rowToAct)) actsAt.set(leafId, [...(actsAt.get(leafId) ?? []), act]);
  return actsAt;
}

function archived(message: MessageWithOrigin, row: AsideRow, acts: readonly ArchivedAct[]): ArchivedMessage {
  const { chatId: _chatId, turnId: _turnId, idsState, ...rest } = message;
  const { chosen_logits: chosen, largest_logits: largest, token_count: count } = row;
  const logits = chosen
    ? { chosenLogits: unpackLogits(chosen, count), largestLogits: unpackLogits(largest, count) }
    : null;
  return {
    ...rest,
    ...(message.state === 'streaming' && cutOff(message)),
    uid: row.uid,
    ...(idsState !== 'fit' && { idsState }),
    logits,
    acts,
  };
}

/** As the next start would leave it. */
function cutOff({ text }: StoredMessage): Pick<StoredMessage, 'state' | 'failure'> {
  return text === '' ? { state: 'failed', failure: interrupted } : { state: 'stopped', failure: null };
}
