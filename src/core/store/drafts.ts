import { noSuchChat } from '../no-such-chat.ts';
import { toWellFormed } from '../text/well-formed.ts';
import type { Connection } from './connection.ts';
import { isInChatThatIsThere, isShown } from './visible-chats.ts';

export type DraftStore = ReturnType<typeof openDraftStore>;

/** Unsent words, one row a chat and apart from it: they are written at each pause of typing. */
export function openDraftStore(connection: Connection, relaxed: Connection = connection) {
  const get = connection.prepare(`SELECT text FROM drafts WHERE chat_id = ? AND ${isInChatThatIsThere}`).pluck();
  const save = relaxed.prepare(`
    INSERT INTO drafts (chat_id, text, updated_at_ms) SELECT id, @text, @nowMs FROM chats WHERE id = @chatId AND ${isShown}
    ON CONFLICT (chat_id) DO UPDATE SET text = excluded.text, updated_at_ms = excluded.updated_at_ms`);
  return {
    /** Empty when there is none. */
    get(chatId: number): string {
      return (get.get(chatId) as string | undefined) ?? '';
    },
    /** Does not wait for the disk. */
    save(chatId: number, text: string, nowMs = Date.now()): void {
      if (save.run({ chatId, text: toWellFormed(text), nowMs }).changes === 0) throw noSuchChat();
    },
  };
}
