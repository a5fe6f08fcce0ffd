import type { MessageView, Receipt } from '../../shared/views.ts';
import { CoreError } from '../../shared/wire.ts';
import { titleFromWords } from '../text/first-words.ts';
import { toWellFormed } from '../text/well-formed.ts';
import type { Connection } from './database.ts';
import type { MessageStore, StoredMessage } from './messages.ts';
import { prepareInsertReceipt, receiptToParameters } from './receipts.ts';
import { packTokenIds } from './token-ids.ts';

export interface NewTurn {
  readonly chatId: number;
  /** The answer this follows; null begins the chat. A turn asked again follows what the first try followed. */
  readonly parentId: number | null;
  readonly text: string;
  readonly tokenIds: readonly number[];
  readonly tokenizerHash: string;
  /** The first turn still seen; null: all are. */
  readonly windowStartId: number | null;
  /** When the window came to begin there; null while it begins with the chat. */
  readonly forgottenAtMs: number | null;
  readonly isPinned?: boolean;
  /** The words were the chat's draft, which is then empty. Defaults to true; false when a turn is asked again. */
  readonly clearsDraft?: boolean;
  readonly nowMs: number;
}

export interface BegunTurn {
  readonly user: StoredMessage;
  /** Empty, and streaming. */
  readonly assistant: StoredMessage;
}

export interface AnswerEnd {
  readonly messageId: number;
  readonly text: string;
  readonly tokenIds: readonly number[];
  readonly state: 'done' | 'stopped' | 'failed';
  readonly failure?: NonNullable<MessageView['failure']> | null;
  /** Null when it ended before there was anything to measure. */
  readonly receipt: Receipt | null;
  readonly nowMs: number;
}

/** How an answer that was cut off by the end of the process is told. */
export const interrupted = {
  code: 'interrupted',
  sentence: 'Palimpsest ended before this was answered. Ask it again when you like.',
} as const;

export type TurnStore = ReturnType<typeof openTurnStore>;

/** Turns as they happen: begun before any compute, saved while they grow, ended once. */
export function openTurnStore(connection: Connection, messages: MessageStore, relaxed: Connection = connection) {
  const statements = prepareTurnStatements(connection, relaxed);
  const insertReceipt = prepareInsertReceipt(connection);
  const getMessage = (messageId: number) => messages.get(messageId) as StoredMessage;

  function insertMessage(turn: NewTurn, role: MessageView['role'], parentId: number | null): number {
    const isUser = role === 'user';
    const inserted = statements.insert.run({
      chatId: turn.chatId,
      parentId,
      role,
      text: isUser ? toWellFormed(turn.text) : '',
      tokenIds: packTokenIds(isUser ? turn.tokenIds : []),
      tokenizerHash: turn.tokenizerHash,
      state: isUser ? 'done' : 'streaming',
      nowMs: turn.nowMs,
      endedAtMs: isUser ? turn.nowMs : null,
      windowStartId: isUser ? turn.windowStartId : null,
      forgottenAtMs: isUser ? turn.forgottenAtMs : null,
      isPinned: Number(isUser && (turn.isPinned ?? false)),
    });
    return Number(inserted.lastInsertRowid);
  }

  const begin = connection.transaction((turn: NewTurn): BegunTurn => {
    const parent = turn.parentId === null ? null : messages.get(turn.parentId);
    if (turn.parentId !== null && (parent?.chatId !== turn.chatId || parent.role !== 'assistant')) {
      throw new Error(`Message ${turn.parentId} is no answer of chat ${turn.chatId}.`);
    }
    const isThere = statements.isThere.get(turn.chatId) !== undefined;
    if (!isThere) throw new CoreError('noSuchChat', 'This chat is not there any more.');
    const userId = insertMessage(turn, 'user', turn.parentId);
    const assistantId = insertMessage(turn, 'assistant', userId);
    statements.advanceChat.run({
      chatId: turn.chatId,
      leafId: assistantId,
      title: titleFromWords(turn.text),
      clearsDraft: Number(turn.clearsDraft ?? true),
      nowMs: turn.nowMs,
    });
    return { user: getMessage(userId), assistant: getMessage(assistantId) };
  });

  const finish = connection.transaction((end: AnswerEnd): StoredMessage => {
    const { changes } = statements.finish.run({
      messageId: end.messageId,
      text: toWellFormed(end.text),
      tokenIds: packTokenIds(end.tokenIds),
      state: end.state,
      failureCode: end.failure?.code ?? null,
      failureSentence: end.failure?.sentence ?? null,
      nowMs: end.nowMs,
    });
    if (changes === 0) throw new Error(`Message ${end.messageId} is not under way.`);
    if (end.receipt) insertReceipt.run(receiptToParameters(end.messageId, end.receipt));
    statements.touchChatOf.run({ messageId: end.messageId, nowMs: end.nowMs });
    return getMessage(end.messageId);
  });

  return {
    /**
     * Stores the user's words and an empty answer, moves the chat to it, empties the draft and titles an untitled chat: all
     * on the disk when this returns.
     */
    begin: (turn: NewTurn): BegunTurn => begin.immediate(turn),
    /** Keeps an answer under way as far as it has come. Does nothing once it has ended. */
    savePartial(messageId: number, text: string, tokenIds: readonly number[]): void {
      statements.savePartial.run({ messageId, text: toWellFormed(text), tokenIds: packTokenIds(tokenIds) });
    },
    /** Ends an answer, once, with its receipt. */
    finish: (end: AnswerEnd): StoredMessage => finish.immediate(end),
    /**
     * At the start: answers that the end of the process cut off are stopped where they were, or failed when they had not
     * begun. Returns how many there were.
     */
    recover(nowMs: number): number {
      return statements.recover.run({ nowMs, code: interrupted.code, sentence: interrupted.sentence }).changes;
    },
  };
}

function prepareTurnStatements(connection: Connection, relaxed: Connection) {
  return {
    isThere: connection.prepare('SELECT 1 FROM chats WHERE id = ? AND deleted_at_ms IS NULL'),
    insert: connection.prepare(`
      INSERT INTO messages (
        chat_id, parent_id, role, text, token_ids, tokenizer_hash, state, created_at_ms, ended_at_ms,
        window_start_id, forgotten_at_ms, is_pinned
      ) VALUES (
        @chatId, @parentId, @role, @text, @tokenIds, @tokenizerHash, @state, @nowMs, @endedAtMs,
        @windowStartId, @forgottenAtMs, @isPinned
      )`),
    advanceChat: connection.prepare(`
      UPDATE chats SET
        active_leaf_id = @leafId,
        updated_at_ms = @nowMs,
        draft = CASE WHEN @clearsDraft THEN '' ELSE draft END,
        title = CASE WHEN title = '' AND NOT is_title_given THEN @title ELSE title END
      WHERE id = @chatId`),
    savePartial: relaxed.prepare(`
      UPDATE messages SET text = @text, token_ids = @tokenIds WHERE id = @messageId AND state = 'streaming'`),
    finish: connection.prepare(`
      UPDATE messages SET
        text = @text, token_ids = @tokenIds, state = @state, ended_at_ms = @nowMs,
        failure_code = @failureCode, failure_sentence = @failureSentence
      WHERE id = @messageId AND state = 'streaming'`),
    touchChatOf: connection.prepare(`
      UPDATE chats SET updated_at_ms = @nowMs WHERE id = (SELECT chat_id FROM messages WHERE id = @messageId)`),
    recover: connection.prepare(`
      UPDATE messages SET
        state = CASE WHEN text = '' THEN 'failed' ELSE 'stopped' END,
        failure_code = CASE WHEN text = '' THEN @code END,
        failure_sentence = CASE WHEN text = '' THEN @sentence END,
        ended_at_ms = @nowMs
      WHERE state = 'streaming'`),
  };
}
