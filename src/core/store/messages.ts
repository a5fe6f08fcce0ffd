import type { MessageView, Receipt } from '../../shared/views.ts';
import type { Connection } from './database.ts';
import { type ReceiptRow, rowToReceipt } from './receipts.ts';
import { packTokenIds, unpackTokenIds } from './token-ids.ts';

export interface StoredMessage {
  readonly id: number;
  readonly chatId: number;
  readonly parentId: number | null;
  /** The id of the user's message of the turn: its own, or an answer's parent. */
  readonly turnId: number;
  readonly role: MessageView['role'];
  readonly text: string;
  /** As they went through the model; of the text alone, without the token that ends a message. */
  readonly tokenIds: readonly number[];
  /** Whose ids these are. Another hash than the model's: they must be made anew. */
  readonly tokenizerHash: string;
  readonly state: MessageView['state'];
  readonly failure: MessageView['failure'];
  readonly createdAtMs: number;
  readonly endedAtMs: number | null;
  readonly receipt: Receipt | null;
  /** Of the turn, with its user message; null, null, false, false with an answer. */
  readonly windowStartId: number | null;
  readonly forgottenAtMs: number | null;
  readonly isPinned: boolean;
  readonly isLeftOut: boolean;
}

export interface MessageRow extends ReceiptRow {
  readonly id: number;
  readonly chat_id: number;
  readonly parent_id: number | null;
  readonly role: MessageView['role'];
  readonly text: string;
  readonly token_ids: Buffer;
  readonly tokenizer_hash: string;
  readonly state: MessageView['state'];
  readonly failure_code: string | null;
  readonly failure_sentence: string | null;
  readonly created_at_ms: number;
  readonly ended_at_ms: number | null;
  readonly window_start_id: number | null;
  readonly forgotten_at_ms: number | null;
  readonly is_pinned: number;
  readonly is_left_out: number;
}

export type MessageStore = ReturnType<typeof openMessageStore>;

/** Messages as they stand: one, a branch, the branches beside it, and what a person or the window decides of a turn. */
export function openMessageStore(connection: Connection) {
  const statements = prepareMessageStatements(connection);
  const toMessages = (rows: unknown[]) => (rows as MessageRow[]).map(rowToMessage);

  function changeTurn(statement: { run(parameters: object): { changes: number } }, parameters: object): void {
    if (statement.run(parameters).changes === 0) throw new Error('There is no such turn.');
  }

  return {
    get(messageId: number): StoredMessage | null {
      const row = statements.get.get(messageId) as MessageRow | undefined;
      return row ? rowToMessage(row) : null;
    },
    /** The branch that is shown, from its first message to the active leaf. Empty when nothing has been said. */
    path(chatId: number): StoredMessage[] {
      const leafId = statements.activeLeaf.get(chatId) as number | null | undefined;
      return leafId ? toMessages(statements.pathTo.all(leafId)) : [];
    },
    /** From the first message to this one. */
    pathTo(messageId: number): StoredMessage[] {
      return toMessages(statements.pathTo.all(messageId));
    },
    /** What follows a message, the oldest first: more than one where branches part. Null: the chat's first messages. */
    children(chatId: number, parentId: number | null): StoredMessage[] {
      return toMessages(statements.children.all({ chatId, parentId }));
    },
    setPinned(turnId: number, isPinned: boolean): void {
      changeTurn(statements.setPinned, { turnId, isPinned: Number(isPinned) });
    },
    setLeftOut(turnId: number, isLeftOut: boolean): void {
      changeTurn(statements.setLeftOut, { turnId, isLeftOut: Number(isLeftOut) });
    },
    /** Where the window begins as of this turn, and when it came to begin there. */
    setWindowStart(turnId: number, windowStartId: number | null, forgottenAtMs: number | null): void {
      changeTurn(statements.setWindowStart, { turnId, windowStartId, forgottenAtMs });
    },
    /** Puts another tokenizer's ids in the place of those that were stored. */
    reencode(messageId: number, tokenIds: readonly number[], tokenizerHash: string): void {
      statements.reencode.run({ messageId, tokenIds: packTokenIds(tokenIds), tokenizerHash });
    },
  };
}

function prepareMessageStatements(connection: Connection) {
  const withReceipts = 'LEFT JOIN receipts ON receipts.message_id = messages.id';
  const ofTurn = "WHERE id = @turnId AND role = 'user'";
  return {
    get: connection.prepare(`SELECT messages.*, receipts.* FROM messages ${withReceipts} WHERE messages.id = ?`),
    activeLeaf: connection.prepare('SELECT active_leaf_id FROM chats WHERE id = ?').pluck(),
    pathTo: connection.prepare(`
      WITH RECURSIVE branch (message_id, parent_id, depth) AS (
        SELECT id, parent_id, 0 FROM messages WHERE id = ?
        UNION ALL
        SELECT messages.id, messages.parent_id, depth + 1
        FROM branch JOIN messages ON messages.id = branch.parent_id
      )
      SELECT messages.*, receipts.*
      FROM branch JOIN messages ON messages.id = branch.message_id ${withReceipts}
      ORDER BY depth DESC`),
    children: connection.prepare(`
      SELECT messages.*, receipts.* FROM messages ${withReceipts}
      WHERE chat_id = @chatId AND parent_id IS @parentId ORDER BY messages.id`),
    setPinned: connection.prepare(`UPDATE messages SET is_pinned = @isPinned ${ofTurn}`),
    setLeftOut: connection.prepare(`UPDATE messages SET is_left_out = @isLeftOut ${ofTurn}`),
    setWindowStart: connection.prepare(`
      UPDATE messages SET window_start_id = @windowStartId, forgotten_at_ms = @forgottenAtMs ${ofTurn}`),
    reencode: connection.prepare(`
      UPDATE messages SET token_ids = @tokenIds, tokenizer_hash = @tokenizerHash WHERE id = @messageId`),
  };
}

function rowToMessage(row: MessageRow): StoredMessage {
  const { failure_code: code, failure_sentence: sentence } = row;
  return {
    id: row.id,
    chatId: row.chat_id,
    parentId: row.parent_id,
    turnId: row.role === 'user' ? row.id : (row.parent_id as number),
    role: row.role,
    text: row.text,
    tokenIds: unpackTokenIds(row.token_ids),
    tokenizerHash: row.tokenizer_hash,
    state: row.state,
    failure: code === null ? null : { code, sentence: sentence ?? '' },
    createdAtMs: row.created_at_ms,
    endedAtMs: row.ended_at_ms,
    receipt: rowToReceipt(row),
    windowStartId: row.window_start_id,
    forgottenAtMs: row.forgotten_at_ms,
    isPinned: row.is_pinned === 1,
    isLeftOut: row.is_left_out === 1,
  };
}
