import type { MessageView, Receipt } from '../../shared/views.ts';
import {
  type AnswerRow,
  answerColumns,
  rowToAnsweredBy,
  rowToPromptTurnIds,
  rowToUsedSampling,
} from './answer-origins.ts';
import type { Connection } from './connection.ts';
import { type FailureRow, rowToFailure } from './failure-columns.ts';
import { type ReceiptRow, rowToReceipt, type UsedSampling } from './receipts.ts';
import { unpackTokenIds } from './token-ids.ts';
import { type TokenLogits, unpackLogits } from './token-logits.ts';

export interface StoredMessage {
  readonly id: number;
  readonly chatId: number;
  readonly parentId: number | null;
  /** The id of the user's message of the turn: its own, or an answer's parent. */
  readonly turnId: number;
  readonly role: MessageView['role'];
  /** See MessageView. */
  readonly sendKey: string | null;
  readonly text: string;
  /** As they went through the model; of the text alone, without the token that ends a message. */
  readonly tokenIds: readonly number[];
  /** Whose ids these are. Another hash than the model's: they must be made anew. */
  readonly tokenizerHash: string;
  readonly state: MessageView['state'];
  readonly failure: MessageView['failure'];
  readonly createdAtMs: number;
  readonly endedAtMs: number | null;
  /** Null with a user's message; the model and the turns also where they are not known. See AnswerOrigin. */
  readonly answeredBy: MessageView['answeredBy'];
  readonly promptTurnIds: readonly number[] | null;
  readonly used: UsedSampling | null;
  readonly receipt: Receipt | null;
  /** Of an answer, null with a user's message: the first turn still seen in its prompt (null: all were seen), */
  readonly windowStartId: number | null;
  /** and when the window came to begin there. */
  readonly forgottenAtMs: number | null;
}

export interface MessageRow extends ReceiptRow, AnswerRow, FailureRow {
  readonly id: number;
  readonly chat_id: number;
  readonly parent_id: number | null;
  readonly role: MessageView['role'];
  readonly send_key: string | null;
  readonly text: string;
  readonly token_ids: Buffer;
  readonly tokenizer_hash: string;
  readonly state: MessageView['state'];
  readonly created_at_ms: number;
  readonly ended_at_ms: number | null;
  readonly window_start_id: number | null;
  readonly forgotten_at_ms: number | null;
}

interface LogitsRow {
  readonly token_count: number;
  readonly chosen_logits: Buffer | null;
  readonly largest_logits: Buffer | null;
}

export type MessageStore = ReturnType<typeof openMessageStore>;

/** Messages as they stand: one, a branch, the branches beside it, and what a person or the window decides of a turn. */
export function openMessageStore(connection: Connection) {
  const statements = prepareMessageStatements(connection);
  const toMessages = (rows: unknown[]) => (rows as MessageRow[]).map(rowToMessage);

  return {
    get(messageId: number): StoredMessage | null {
      const row = statements.get.get(messageId) as MessageRow | undefined;
      return row ? rowToMessage(row) : null;
    },
    /** The branch that is shown, from its first message to the active leaf. Empty when nothing has been said. */
    path(chatId: number): StoredMessage[] {
      const leafId = statements.activeLeaf.get(chatId) as number | null | undefined;
      return leafId ? toMessages(statements.pathTo.all({ messageId: leafId })) : [];
    },
    /** The newest messages of the branch that is shown, at most so many, in the branch's order. */
    newest(chatId: number, count: number): StoredMessage[] {
      const leafId = statements.activeLeaf.get(chatId) as number | null | undefined;
      return leafId ? toMessages(statements.upTo.all({ messageId: leafId, count })) : [];
    },
    /** The messages before this one, at most so many, in the branch's order. */
    before(messageId: number, count: number): StoredMessage[] {
      const parentId = statements.parent.get(messageId) as number | null | undefined;
      return parentId ? toMessages(statements.upTo.all({ messageId: parentId, count })) : [];
    },
    /** Its name beyond this database, 32 hexadecimal digits; null when there is no such message. */
    uid(messageId: number): string | null {
      return (statements.uid.get(messageId) as string | undefined) ?? null;
    },
    /** From the first message to this one. */
    pathTo(messageId: number): StoredMessage[] {
      return toMessages(statements.pathTo.all({ messageId }));
    },
    /** What follows a message, the oldest first: more than one where branches part. Null: the chat's first messages. */
    children(chatId: number, parentId: number | null): StoredMessage[] {
      return toMessages(statements.children.all({ chatId, parentId }));
    },
    /** Of the message's ids, all NaN where none are stored. Apart from the rest, since few ask. Null: no such message. */
    logits(messageId: number): TokenLogits | null {
      const row = statements.logits.get(messageId) as LogitsRow | undefined;
      if (!row) return null;
      return {
        chosenLogits: unpackLogits(row.chosen_logits, row.token_count),
        largestLogits: unpackLogits(row.largest_logits, row.token_count),
      };
    },
  };
}

function prepareMessageStatements(connection: Connection) {
  // Every column but the logits, which are longer than all others together.
  const columns = `
    messages.id, chat_id, messages.parent_id, role, send_key, text, token_ids, tokenizer_hash, state,
    failure_code, failure_sentence, failure_details, created_at_ms, ended_at_ms, window_start_id, forgotten_at_ms,
    receipts.*, ${answerColumns}`;
  const withAnswers = `
    LEFT JOIN answers ON answers.message_id = messages.id
    LEFT JOIN models ON models.id = answers.model_id
    LEFT JOIN receipts ON receipts.message_id = messages.id`;
  // LIMIT ends the walk itself: it goes from the message up.
  const branchUpTo = (limit: string) => `
      WITH RECURSIVE branch (message_id, parent_id, depth) AS (
        SELECT id, parent_id, 0 FROM messages WHERE id = @messageId
        UNION ALL
        SELECT messages.id, messages.parent_id, depth + 1
        FROM branch JOIN messages ON messages.id = branch.parent_id
        ${limit}
      )
      SELECT ${columns}
      FROM branch JOIN messages ON messages.id = branch.message_id ${withAnswers}
      ORDER BY depth DESC`;
  return {
    get: connection.prepare(`SELECT ${columns} FROM messages ${withAnswers} WHERE messages.id = ?`),
    activeLeaf: connection.prepare('SELECT active_leaf_id FROM chats WHERE id = ?').pluck(),
    pathTo: connection.prepare(branchUpTo('')),
    upTo: connection.prepare(branchUpTo('LIMIT @count')),
    parent: connection.prepare('SELECT parent_id FROM messages WHERE id = ?').pluck(),
    uid: connection.prepare('SELECT LOWER(HEX(uid)) FROM messages WHERE id = ?').pluck(),
    children: connection.prepare(`
      SELECT ${columns} FROM messages ${withAnswers}
      WHERE chat_id = @chatId AND parent_id IS @parentId ORDER BY messages.id`),
    logits: connection.prepare(`
      SELECT LENGTH(token_ids) / 4 AS token_count, chosen_logits, largest_logits FROM messages WHERE id = ?`),
  };
}

function rowToMessage(row: MessageRow): StoredMessage {
  const used = rowToUsedSampling(row);
  return {
    id: row.id,
    chatId: row.chat_id,
    parentId: row.parent_id,
    turnId: row.role === 'user' ? row.id : (row.parent_id as number),
    role: row.role,
    sendKey: row.send_key,
    text: row.text,
    tokenIds: unpackTokenIds(row.token_ids),
    tokenizerHash: row.tokenizer_hash,
    state: row.state,
    failure: rowToFailure(row),
    createdAtMs: row.created_at_ms,
    endedAtMs: row.ended_at_ms,
    answeredBy: rowToAnsweredBy(row),
    promptTurnIds: rowToPromptTurnIds(row),
    used,
    receipt: rowToReceipt(row, used),
    windowStartId: row.window_start_id,
    forgottenAtMs: row.forgotten_at_ms,
  };
}
