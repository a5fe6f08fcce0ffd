import type { Connection } from './connection.ts';
import { type MessageReader, openMessageReader, type StoredMessage } from './messages.ts';
import { isMessageThatIsThere, isNotPending } from './visible-chats.ts';

/** What stands between a branch and a message that is not on it. */
export interface Fork {
  /** The last message that both have; null: none. */
  readonly forkId: number | null;
  /** From there to the message, in order; empty where it is on the branch. */
  readonly messages: readonly StoredMessage[];
}

/** Of a message with several that follow it, the ids of these, the oldest first. `null` stands for the beginning of the chat. */
export type Partings = ReadonlyMap<number | null, readonly number[]>;

export type BranchStore = ReturnType<typeof openBranchStore>;

/** Where the branches of a chat part, and how one comes from one to another. */
export function openBranchStore(connection: Connection, read: MessageReader = openMessageReader(connection)) {
  const following = connection
    .prepare(`
      SELECT messages.parent_id, JSON_GROUP_ARRAY(messages.id)
      FROM (SELECT value AS parent_id FROM JSON_EACH(?)) AS wanted
      JOIN messages ON messages.parent_id = wanted.parent_id AND ${isNotPending}
      GROUP BY messages.parent_id HAVING COUNT(*) > 1`)
    .raw();
  const areSeveral = connection
    .prepare(`
      SELECT 1 FROM messages WHERE parent_id BETWEEN @firstId AND @lastId GROUP BY parent_id HAVING COUNT(*) > 1 LIMIT 1`)
    .pluck();
  const first = connection
    .prepare(`SELECT id FROM messages WHERE chat_id = ? AND parent_id IS NULL AND ${isNotPending} ORDER BY id`)
    .pluck();
  const newestBelow = connection
    .prepare(`
      WITH RECURSIVE below (id) AS (
        SELECT id FROM messages WHERE id = ? AND ${isMessageThatIsThere}
        UNION ALL
        SELECT messages.id FROM below JOIN messages ON messages.parent_id = below.id AND ${isNotPending}
      ) SELECT MAX(id) FROM below`)
    .pluck();
  const parentOf = connection
    .prepare(`SELECT parent_id FROM messages WHERE id = ? AND ${isMessageThatIsThere}`)
    .pluck();
  const textsAfter = connection.prepare(`
    SELECT id, text FROM messages WHERE chat_id = ? AND id > ? AND ${isNotPending} ORDER BY id LIMIT ?`);
  const setOrigin = connection.prepare('INSERT INTO branched_chats (chat_id, origin_id) VALUES (@chatId, @originId)');
  const branchedFrom = connection
    .prepare('SELECT chat_id FROM branched_chats WHERE origin_id = ? ORDER BY chat_id')
    .pluck();

  /**
   * False: none of these is followed by more than one. Messages of a stretch of a chat lie close together, also among those of others:
   * to look through all that follow something in between costs a fifth of looking for each.
   */
  function mayPart(parentIds: readonly (number | null)[]): boolean {
    let [firstId, lastId] = [Number.POSITIVE_INFINITY, 0];
    for (const id of parentIds) {
      if (id === null) continue;
      firstId = Math.min(firstId, id);
      lastId = Math.max(lastId, id);
    }
    const isClose = lastId - firstId < 4 * parentIds.length;
    return !isClose || areSeveral.get({ firstId, lastId }) !== undefined;
  }

  return {
    /** Which of these messages are followed by more than one; `null` among them asks for the chat's first messages. */
    partings(chatId: number, parentIds: readonly (number | null)[]): Partings {
      // Nearly all are followed by one alone: of these no row is made.
      const several = mayPart(parentIds) ? (following.all(JSON.stringify(parentIds)) as [number, string][]) : [];
      const inOrder = (ids: string) => (JSON.parse(ids) as number[]).sort((one, two) => one - two);
      const all = new Map<number | null, number[]>(several.map(([parentId, ids]) => [parentId, inOrder(ids)]));
      if (parentIds.includes(null)) all.set(null, first.all(chatId) as number[]);
      return new Map([...all].filter(([, ids]) => ids.length > 1));
    },
    /** The newest message of all that come after this one, or the message itself: the end of the branch last gone on with. */
    newestBelow(messageId: number): number | null {
      return newestBelow.get(messageId) as number | null;
    },
    /** The way to a message from a branch, of which `isOn` knows the messages. */
    forkTo(messageId: number, isOn: (id: number) => boolean): Fork {
      const ids: number[] = [];
      let id: number | null = messageId;
      while (id !== null && !isOn(id)) {
        ids.push(id);
        id = (parentOf.get(id) as number | null | undefined) ?? null;
      }
      return { forkId: id, messages: read(ids) };
    },
    /** What was said in a chat, on every branch, some messages after `afterId`. */
    textsAfter(chatId: number, afterId: number, limit: number): { readonly id: number; readonly text: string }[] {
      return textsAfter.all(chatId, afterId, limit) as { readonly id: number; readonly text: string }[];
    },
    /** A chat was made of what was said in another one. */
    setOrigin(chatId: number, originId: number): void {
      setOrigin.run({ chatId, originId });
    },
    /** The chats that were made of what was said in this one. */
    branchedFrom(originId: number): number[] {
      return branchedFrom.all(originId) as number[];
    },
  };
}
