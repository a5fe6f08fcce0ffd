import type { Receipt } from '../../shared/receipt-view.ts';
import type { FailureView } from '../../shared/views.ts';
import { noSuchChat } from '../no-such-chat.ts';
import { titleFromWords } from '../text/first-words.ts';
import { toWellFormed } from '../text/well-formed.ts';
import type { ActInForce, ActStore } from './acts.ts';
import { type AnswerOrigin, openAnswerOrigins } from './answer-origins.ts';
import type { Connection } from './connection.ts';
import { failureToParameters } from './failure-columns.ts';
import { type CountedTurn, openForgottenInsertion } from './forgotten-turns.ts';
import type { MessageIndex } from './message-index.ts';
import type { MessageStore } from './message-store.ts';
import type { StoredMessage } from './messages.ts';
import { prepareInsertReceipt, receiptToParameters } from './receipts.ts';
import type { TakenOver } from './taken-over.ts';
import { packTokenIds } from './token-ids.ts';
import { packLogits, type TokenLogits } from './token-logits.ts';
import { prepareTurnStatements } from './turn-statements.ts';

/** With what its answer will be made from, as far as it is known before anything is computed. */
export interface NewTurn extends AnswerOrigin {
  readonly chatId: number;
  /** The answer this follows; null begins the chat. A turn asked again follows what the first try followed. */
  readonly parentId: number | null;
  readonly text: string;
  readonly tokenIds: readonly number[];
  readonly tokenizerHash: string;
  /** The page's, or null: a turn is begun once for each key of a chat. */
  readonly sendKey: string | null;
  /** The turns before it that are in its answer's prompt, in order. Its own follows, and is added when it has an id. */
  readonly promptTurnIds: readonly number[];
  /** The first turn still seen; null: all are. */
  readonly windowStartId: number | null;
  /** When the window came to begin there; null while it begins with the chat. */
  readonly forgottenAtMs: number | null;
  /** What its answer makes the model forget. */
  readonly forgotten: readonly CountedTurn[];
  /**
   * The id of a user's message of this chat that is asked again: only an answer is stored then, beside its others, and the words,
   * their ids, the parent and the key given here are not. Null for new words.
   */
  readonly again: number | null;
  /** What its answer begins with; null or missing: nothing. */
  readonly takenOver?: TakenOver | null;
  /** What the branch begins with of decisions in force where it parts from another: stored at the new answer. */
  readonly acts: readonly ActInForce[];
  /** The chat's draft goes if it is these words. Defaults to true; never when a turn is asked again. */
  readonly clearsDraft?: boolean;
  readonly nowMs: number;
}

export interface BegunTurn {
  readonly user: StoredMessage;
  /** Streaming, with what it takes over and nothing else, unless the turn is a repeated one. */
  readonly assistant: StoredMessage;
  /** The key had been sent before: this is the turn that was begun then, as it stands now. */
  readonly isRepeated: boolean;
}

export interface AnswerEnd extends TokenLogits {
  readonly messageId: number;
  readonly text: string;
  readonly tokenIds: readonly number[];
  readonly state: 'done' | 'stopped' | 'failed';
  readonly failure?: FailureView | null;
  /** Null when it ended before there was anything to measure. */
  readonly receipt: Receipt | null;
  /** See StoredMessage. Defaults to null. */
  readonly unseenTurnId?: number | null;
  readonly nowMs: number;
}

/** A turn by the ids of its messages, the user's and the answer's. */
export interface SentTurn {
  readonly turnId: number;
  readonly messageId: number;
}

/** How an answer that was cut off by the end of the process is told. */
export const interrupted = { code: 'interrupted' } as const satisfies FailureView;

interface TurnNeeds {
  readonly messages: MessageStore;
  readonly acts: ActStore;
  readonly index: MessageIndex;
}

export type TurnStore = ReturnType<typeof openTurnStore>;

/** Turns as they happen: begun before any compute, saved while they grow, ended once. */
export function openTurnStore(
  connection: Connection,
  { messages, acts, index }: TurnNeeds,
  relaxed: Connection = connection,
) {
  const statements = prepareTurnStatements(connection, relaxed);
  const insertReceipt = prepareInsertReceipt(connection);
  const origins = openAnswerOrigins(connection);
  const insertForgotten = openForgottenInsertion(connection);
  /** Messages of the transaction that is under way: whether they are there need not be asked. */
  const readBack = (...messageIds: [number, ...number[]]) =>
    messages.some(messageIds) as [StoredMessage, StoredMessage];

  function insertUser(turn: NewTurn): number {
    const { parentId } = turn;
    if (parentId !== null && statements.isAnswerOf.get({ parentId, chatId: turn.chatId }) === undefined) {
      throw new Error(`Message ${parentId} is no answer of chat ${turn.chatId}.`);
    }
    return insert({
      ...{ chatId: turn.chatId, parentId, role: 'user', sendKey: turn.sendKey, text: toWellFormed(turn.text) },
      ...{ tokenIds: packTokenIds(turn.tokenIds), tokenizerHash: turn.tokenizerHash, state: 'done' },
      ...{ nowMs: turn.nowMs, endedAtMs: turn.nowMs, windowStartId: null, forgottenAtMs: null },
      ...{ chosenLogits: null, largestLogits: null },
    });
  }

  function insertAnswer(turn: NewTurn, userId: number): number {
    const { windowStartId, forgottenAtMs } = turn;
    const { text, tokenIds, ...logits } = turn.takenOver ?? nothingYet;
    return insert({
      ...{ chatId: turn.chatId, parentId: userId, role: 'assistant', sendKey: null },
      ...{ ...wordsToParameters(text, tokenIds, logits), tokenizerHash: turn.tokenizerHash, state: 'streaming' },
      ...{ nowMs: turn.nowMs, endedAtMs: null, windowStartId, forgottenAtMs },
    });
  }

  function insert(parameters: Readonly<Record<string, unknown>>): number {
    return Number(statements.insert.run(parameters).lastInsertRowid);
  }

  /** The user's message that is asked again. */
  function askedAgain(turn: NewTurn, userId: number): number {
    const user = messages.get(userId);
    if (user?.chatId !== turn.chatId || user.role !== 'user') {
      throw new Error(`Message ${userId} is no question of chat ${turn.chatId}.`);
    }
    return userId;
  }

  function findBySendKey(chatId: number, sendKey: string): SentTurn | null {
    return (statements.findBySendKey.get({ chatId, sendKey }) as SentTurn | undefined) ?? null;
  }

  const begin = connection.transaction((turn: NewTurn): BegunTurn => {
    const sent = turn.sendKey === null ? null : findBySendKey(turn.chatId, turn.sendKey);
    if (sent) return begunOf(sent, true);
    if (statements.isShown.get(turn.chatId) === undefined) throw noSuchChat();
    const isAgain = turn.again !== null;
    const userId = turn.again === null ? insertUser(turn) : askedAgain(turn, turn.again);
    if (!isAgain) index.add({ id: userId, text: toWellFormed(turn.text), createdAtMs: turn.nowMs });
    const assistantId = insertAnswer(turn, userId);
    origins.set(assistantId, { ...turn, promptTurnIds: [...turn.promptTurnIds, userId] }, true);
    insertForgotten(assistantId, turn.forgotten);
    for (const act of turn.acts) acts.set({ ...act, leafId: assistantId, atMs: turn.nowMs });
    statements.advanceChat.run({
      chatId: turn.chatId,
      leafId: assistantId,
      title: isAgain ? '' : titleFromWords(turn.text),
      nowMs: turn.nowMs,
    });
    if (!isAgain && (turn.clearsDraft ?? true)) dropDraft(turn.chatId, turn.text);
    return begunOf({ turnId: userId, messageId: assistantId }, false);
  });

  function begunOf({ turnId, messageId }: SentTurn, isRepeated: boolean): BegunTurn {
    const [user, assistant] = readBack(turnId, messageId);
    return { user, assistant, isRepeated };
  }

  /** Other words than those that are sent were typed meanwhile, or in another tab: they stay. */
  function dropDraft(chatId: number, sent: string): void {
    const draft = (statements.draft.get(chatId) as string | undefined) ?? '';
    if (draft.trim() === toWellFormed(sent).trim()) statements.dropDraft.run(chatId);
  }

  const finish = connection.transaction((end: AnswerEnd): StoredMessage | null => {
    const { changes } = statements.finish.run({
      ...failureToParameters(end.failure ?? null),
      ...{ ...wordsToParameters(end.text, end.tokenIds, end), messageId: end.messageId },
      state: end.state,
      nowMs: end.nowMs,
    });
    if (changes === 0) {
      if (messages.get(end.messageId) === null) return null;
      throw new Error(`Message ${end.messageId} is not under way.`);
    }
    if (end.receipt) {
      origins.setSampling(end.messageId, end.receipt);
      insertReceipt.run(receiptToParameters(end.messageId, end.receipt));
    }
    origins.setUnseenTurn(end.messageId, end.unseenTurnId ?? null);
    statements.touchChatOf.run({ messageId: end.messageId, nowMs: end.nowMs });
    const [ended] = readBack(end.messageId);
    index.add(ended);
    return ended;
  });

  const setOrigin = connection.transaction((messageId: number, origin: AnswerOrigin): boolean => {
    const isUnderWay = statements.isUnderWay.get(messageId) !== undefined;
    if (isUnderWay) origins.set(messageId, origin);
    return isUnderWay;
  });

  return {
    /**
     * Stores the user's words and an empty answer, moves the chat to it, empties the draft if it is these words, and titles an
     * untitled chat: all on the disk when this returns. With a key that was sent before, stores nothing and gives that turn.
     */
    begin: (turn: NewTurn): BegunTurn => begin.immediate(turn),
    /** The turn that was begun with this key, and its answer. */
    findBySendKey,
    /**
     * What the answer is made from, as it stands when it is computed: the model may have come, or another one, while it waited.
     * False when it is not under way any more.
     */
    setOrigin: (messageId: number, origin: AnswerOrigin): boolean => setOrigin.immediate(messageId, origin),
    /** Keeps an answer under way as far as it has come. Does nothing once it has ended. */
    savePartial(
      messageId: number,
      text: string,
      tokenIds: readonly number[],
      chosenLogits: Float32Array,
      largestLogits: Float32Array,
    ): void {
      const words = wordsToParameters(text, tokenIds, { chosenLogits, largestLogits });
      statements.savePartial.run({ ...words, messageId });
    },
    /**
     * Ends an answer, once, with its receipt; also that of a deleted chat, which may be restored. Null when its chat was
     * purged: there is nothing left to end.
     */
    finish: (end: AnswerEnd): StoredMessage | null => finish.immediate(end),
    /**
     * At the start: answers that the end of the process cut off are stopped where they were, or failed when they had not
     * begun. Returns how many there were.
     */
    recover(nowMs: number): number {
      return statements.recover.run({ nowMs, code: interrupted.code }).changes;
    },
  };
}

/** What an answer begins with that takes nothing over. */
const nothingYet: TakenOver = {
  ...{ text: '', tokenIds: [], chosenLogits: new Float32Array(0), largestLogits: new Float32Array(0) },
};

function wordsToParameters(text: string, tokenIds: readonly number[], logits: TokenLogits) {
  const { chosen, largest } = packLogits(logits, tokenIds.length);
  return {
    text: toWellFormed(text),
    tokenIds: packTokenIds(tokenIds),
    chosenLogits: chosen,
    largestLogits: largest,
  };
}
