import type { FailureView } from '../../shared/views.ts';
import { noSuchChat } from '../no-such-chat.ts';
import { titleFromWords } from '../text/first-words.ts';
import { toWellFormed } from '../text/well-formed.ts';
import type { ActStore } from './acts.ts';
import { type AnswerOrigin, openAnswerOrigins } from './answer-origins.ts';
import type { Connection } from './connection.ts';
import { failureToParameters } from './failure-columns.ts';
import { openForgottenInsertion } from './forgotten-turns.ts';
import type { MessageIndex } from './message-index.ts';
import type { MessageStore } from './message-store.ts';
import type { StoredMessage } from './messages.ts';
import { prepareInsertReceipt, receiptToParameters } from './receipts.ts';
import type { TakenOver } from './taken-over.ts';
import { packTokenIds } from './token-ids.ts';
import { packLogits, type TokenLogits } from './token-logits.ts';
import type { AnswerEnd, BegunTurn, NewTurn, SentTurn } from './turn-records.ts';
import { prepareTurnStatements } from './turn-statements.ts';
import { writtenAnswer, writtenEnd, writtenQuestion } from './written-messages.ts';

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
  function askedAgain(turn: NewTurn, userId: number): StoredMessage {
    const user = messages.get(userId);
    if (user?.chatId !== turn.chatId || user.role !== 'user') {
      throw new Error(`Message ${userId} is no question of chat ${turn.chatId}.`);
    }
    return readBack(userId)[0];
  }

  function findBySendKey(chatId: number, sendKey: string): SentTurn | null {
    return (statements.findBySendKey.get({ chatId, sendKey }) as SentTurn | undefined) ?? null;
  }

  const begin = connection.transaction((turn: NewTurn): BegunTurn => {
    const sent = turn.sendKey === null ? null : findBySendKey(turn.chatId, turn.sendKey);
    if (sent) return repeated(sent);
    if (statements.isShown.get(turn.chatId) === undefined) throw noSuchChat();
    const isAgain = turn.again !== null;
    const user = turn.again === null ? writtenQuestion(turn, insertUser(turn)) : askedAgain(turn, turn.again);
    if (!isAgain) index.add(user);
    const assistantId = insertAnswer(turn, user.id);
    origins.set(assistantId, { ...turn, promptTurnIds: [...turn.promptTurnIds, user.id] }, true);
    insertForgotten(assistantId, turn.forgotten);
    for (const act of turn.acts) acts.set({ ...act, leafId: assistantId, atMs: turn.nowMs });
    statements.advanceChat.run({
      chatId: turn.chatId,
      leafId: assistantId,
      title: isAgain ? '' : titleFromWords(turn.text),
      nowMs: turn.nowMs,
    });
    if (!isAgain && (turn.clearsDraft ?? true)) dropDraft(turn.chatId, turn.text);
    return { user, assistant: writtenAnswer(turn, assistantId, user.id), isRepeated: false };
  });

  function repeated({ turnId, messageId }: SentTurn): BegunTurn {
    const [user, assistant] = readBack(turnId, messageId);
    return { user, assistant, isRepeated: true };
  }

  /** Other words than those that are sent were typed meanwhile, or in another tab: they stay. */
  function dropDraft(chatId: number, sent: string): void {
    const draft = (statements.draft.get(chatId) as string | undefined) ?? '';
    if (draft.trim() === toWellFormed(sent).trim()) statements.dropDraft.run(chatId);
  }

  const finish = connection.transaction((end: AnswerEnd, begun: StoredMessage | null): StoredMessage | null => {
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
      if (!begun) origins.setSampling(end.messageId, end.receipt);
      insertReceipt.run(receiptToParameters(end.messageId, end.receipt));
    }
    origins.setUnseenTurn(end.messageId, end.unseenTurnId ?? null);
    statements.touchChatOf.run({ messageId: end.messageId, nowMs: end.nowMs });
    // What a failure tells may be more than is kept of it.
    const ended = begun && !end.failure ? writtenEnd(begun, end) : readBack(end.messageId)[0];
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
     * purged: there is nothing left to end. `begun` is the answer as it stands in the store until now, where it was
     * begun (or given its origin) with the very sampling of its receipt: then it is not read.
     */
    finish: (end: AnswerEnd, begun: StoredMessage | null = null): StoredMessage | null => finish.immediate(end, begun),
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
