import type { Connection } from './connection.ts';
import { isInChatThatIsThere, isMessageThatIsThere, isShown } from './visible-chats.ts';

/** `relaxed`: for what need not wait for the disk. */
export function prepareTurnStatements(connection: Connection, relaxed: Connection) {
  const isUnderWay = `state = 'streaming' AND ${isInChatThatIsThere}`;
  return {
    isShown: connection.prepare(`SELECT 1 FROM chats WHERE id = ? AND ${isShown}`),
    draft: connection.prepare('SELECT text FROM drafts WHERE chat_id = ?').pluck(),
    dropDraft: connection.prepare('DELETE FROM drafts WHERE chat_id = ?'),
    isAnswerOf: connection.prepare(
      `SELECT 1 FROM messages WHERE id = @parentId AND chat_id = @chatId AND role = 'assistant' AND ${isMessageThatIsThere}`,
    ),
    isUnderWay: connection.prepare(`SELECT 1 FROM messages WHERE id = ? AND ${isUnderWay}`),
    // A key stands once in a chat: its message is found first, and only then what answers it.
    findBySendKey: connection.prepare(`
      SELECT id AS turnId, (SELECT MIN(replies.id) FROM messages AS replies WHERE replies.parent_id = messages.id) AS messageId
      FROM messages WHERE chat_id = @chatId AND send_key = @sendKey AND ${isInChatThatIsThere}`),
    insert: connection.prepare(`
      INSERT INTO messages (
        chat_id, parent_id, role, send_key, text, token_ids, tokenizer_hash, state, created_at_ms, ended_at_ms,
        window_start_id, forgotten_at_ms, chosen_logits, largest_logits
      ) VALUES (
        @chatId, @parentId, @role, @sendKey, @text, @tokenIds, @tokenizerHash, @state, @nowMs, @endedAtMs,
        @windowStartId, @forgottenAtMs, @chosenLogits, @largestLogits
      )`),
    advanceChat: connection.prepare(`
      UPDATE chats SET
        active_leaf_id = @leafId,
        updated_at_ms = @nowMs,
        archived_at_ms = NULL, -- something is said in it
        title = CASE WHEN title = '' AND NOT is_title_given THEN @title ELSE title END
      WHERE id = @chatId`),
    savePartial: relaxed.prepare(`
      UPDATE messages SET
        text = @text, token_ids = @tokenIds, chosen_logits = @chosenLogits, largest_logits = @largestLogits
      WHERE id = @messageId AND ${isUnderWay}`),
    finish: connection.prepare(`
      UPDATE messages SET
        text = @text, token_ids = @tokenIds, chosen_logits = @chosenLogits, largest_logits = @largestLogits,
        state = @state, ended_at_ms = @nowMs,
        failure_code = @failureCode, failure_details = @failureDetails
      WHERE id = @messageId AND ${isUnderWay}`),
    touchChatOf: connection.prepare(`
      UPDATE chats SET updated_at_ms = @nowMs WHERE id = (SELECT chat_id FROM messages WHERE id = @messageId)`),
    recover: connection.prepare(`
      UPDATE messages SET
        state = CASE WHEN text = '' THEN 'failed' ELSE 'stopped' END,
        failure_code = CASE WHEN text = '' THEN @code END,
        ended_at_ms = @nowMs
      WHERE state = 'streaming'`),
  };
}
