import { noSuchChat } from '../no-such-chat.ts';
import type { Connection } from './connection.ts';
import { isInChatThatIsThere, isShown } from './visible-chats.ts';

/**
 * What a person decided of the window: that a turn is pinned or left out (or not any more, `value`), or with which turn it
 * starts (null: with the chat).
 */
export type ActInForce =
  | { readonly kind: 'pinned' | 'leftOut'; readonly turnId: number; readonly value: boolean }
  | { readonly kind: 'start'; readonly turnId: number | null };

/**
 * A decision with the message that was its branch's last when it was made. It holds on every path through that message; of two
 * about the same thing, the one deeper in a path.
 */
export type WindowAct = ActInForce & { readonly leafId: number; readonly atMs: number };

/** For a SELECT of window_acts. */
export const actColumns = 'leaf_id, kind, turn_id, value, at_ms';

export interface ActRow {
  readonly leaf_id: number;
  readonly kind: WindowAct['kind'];
  readonly turn_id: number | null;
  readonly value: number | null;
  readonly at_ms: number;
}

export type ActStore = ReturnType<typeof openActStore>;

/** The acts on the windows of all branches. */
export function openActStore(connection: Connection) {
  const ofChat = connection.prepare(`
    SELECT ${actColumns} FROM window_acts WHERE chat_id = ? AND ${isInChatThatIsThere}
    ORDER BY leaf_id, id`);
  const set = connection.prepare(`
    INSERT INTO window_acts (chat_id, leaf_id, kind, turn_id, value, at_ms)
    SELECT chat_id, id, @kind, @turnId, @value, @atMs FROM messages AS leaves
    WHERE id = @leafId
      AND EXISTS (SELECT 1 FROM chats WHERE id = leaves.chat_id AND ${isShown})
      AND (@turnId IS NULL OR EXISTS (
        SELECT 1 FROM messages WHERE id = @turnId AND role = 'user' AND chat_id = leaves.chat_id))
    ON CONFLICT DO UPDATE SET turn_id = excluded.turn_id, value = excluded.value, at_ms = excluded.at_ms`);
  const isGone = connection.prepare(`
    SELECT 1 FROM messages WHERE id = ? AND NOT EXISTS (SELECT 1 FROM chats WHERE id = messages.chat_id AND ${isShown})`);

  function setOne(act: WindowAct): void {
    const { leafId, kind, turnId, atMs } = act;
    const value = act.kind === 'start' ? null : Number(act.value);
    if (set.run({ leafId, kind, turnId, value, atMs }).changes > 0) return;
    // Deleted by somebody while this waited for the database, say.
    if (isGone.get(leafId) !== undefined) throw noSuchChat();
    throw new Error('There is no such turn.');
  }
  const setAll = connection.transaction((acts: readonly WindowAct[]) => {
    for (const act of acts) setOne(act);
  });
  return {
    /** Of all branches of a chat, by the ids of their leaves: on any path, the later ones are the deeper ones. */
    ofChat(chatId: number): WindowAct[] {
      return (ofChat.all(chatId) as ActRow[]).map(rowToAct);
    },
    /**
     * Stores one; another about the same thing at the same leaf is replaced. Throws when there is no such leaf or turn, and
     * `noSuchChat` in a chat that was deleted.
     */
    set: setOne,
    /** Stores all of them, or none. */
    setAll: (acts: readonly WindowAct[]): void => setAll.immediate(acts),
  };
}

export function rowToAct({ leaf_id: leafId, kind, turn_id: turnId, value, at_ms: atMs }: ActRow): WindowAct {
  return kind === 'start'
    ? { leafId, atMs, kind, turnId }
    : { leafId, atMs, kind, turnId: turnId as number, value: value === 1 };
}
