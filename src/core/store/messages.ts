import type { UsedForm } from '../../shared/chat-form-view.ts';
import type { ReceiptView } from '../../shared/receipt-view.ts';
import type { AnsweredBy, MessageView } from '../../shared/views.ts';
import { type AnswererRow, answererColumns, openAnswerers } from './answer-origins.ts';
import type { Connection } from './connection.ts';
import { openEditedReader } from './edited-marks.ts';
import { type FailureRow, rowToFailure } from './failure-columns.ts';
import { type CountedTurn, noneForgotten, openForgottenReader } from './forgotten-turns.ts';
import { type IdsState, openIdsStateReader } from './imported-ids.ts';
import { type ReceiptRow, rowToReceipt } from './receipts.ts';
import { unpackTokenIds } from './token-ids.ts';
import { openUsedFormReader } from './used-forms.ts';

/** What pages are told of, and windows are planned from. What an answer was made from beside this stands apart: see `MessageWithOrigin`. */
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
  readonly idsState: IdsState;
  readonly state: MessageView['state'];
  readonly failure: MessageView['failure'];
  readonly createdAtMs: number;
  readonly endedAtMs: number | null;
  /** Null with a user's message, and where it is not known. Messages by the same have the same object. */
  readonly answeredBy: AnsweredBy | null;
  /** How an answer's prompt was written; missing: each message with the end token behind it. */
  readonly form?: UsedForm;
  readonly receipt: ReceiptView | null;
  /** The first turn that was seen when an answer was asked for; null when all were, and with a user's message. */
  readonly windowStartId: number | null;
  /** When the window came to begin there. */
  readonly forgottenAtMs: number | null;
  /** What an answer made the model forget, in order; mostly nothing. */
  readonly forgotten: readonly CountedTurn[];
  /** The turn that an answer did not see and that shares its question's rare words; null: none, and with a user's message. */
  readonly unseenTurnId: number | null;
  /** A person wrote this in the place of an answer of the model. */
  readonly isEdited: boolean;
}

interface MessageRow extends FailureRow {
  readonly id: number;
  readonly chat_id: number;
  readonly parent_id: number | null;
  readonly role: MessageView['role'];
  readonly send_key: string | null;
  readonly text: string;
  readonly token_digits: string;
  readonly tokenizer_hash: string;
  readonly state: MessageView['state'];
  readonly created_at_ms: number;
  readonly ended_at_ms: number | null;
  readonly window_start_id: number | null;
  readonly forgotten_at_ms: number | null;
}

/** All but the uid, for which few ask, and the logits, which are longer than all else together. */
const messageColumns = `
  id, chat_id, messages.parent_id, role, send_key, text, HEX(token_ids) AS token_digits, tokenizer_hash, state, failure_code,
  failure_sentence, failure_details, created_at_ms, ended_at_ms, window_start_id, forgotten_at_ms`;

type Answer = Pick<StoredMessage, 'answeredBy' | 'receipt' | 'unseenTurnId'>;

const noAnswer: Answer = { answeredBy: null, receipt: null, unseenTurnId: null };

interface AnswerRow extends AnswererRow, ReceiptRow {
  readonly answer_id: number;
  readonly unseen_turn_id: number | null;
  readonly seed: number | null;
}

/** What few answers have, in tables of its own. */
type Aside = Pick<StoredMessage, 'forgotten' | 'isEdited' | 'form'>;

const nothingAside: Aside = { forgotten: noneForgotten, isEdited: false };

/**
 * How many messages are read at a time. What rows leave behind while they are made into messages then goes while it is young: kept
 * for 10,000 at once, that costs a quarter of the reading.
 */
const rowsAtOnce = 256;

export type MessageReader = ReturnType<typeof openMessageReader>;

/**
 * Reads messages by their ids, in the order of the ids, which ascend along every branch; what is not there is left out. Answers
 * are asked for apart: half of the messages are none, and to have a row name columns costs, empty ones too.
 */
export function openMessageReader(connection: Connection) {
  const messages = connection.prepare(`
    SELECT ${messageColumns} FROM (SELECT value AS message_id FROM JSON_EACH(?)) AS wanted
    JOIN messages ON messages.id = wanted.message_id`);
  const answers = connection.prepare(`
    SELECT answers.message_id AS answer_id, unseen_turn_id, seed, ${answererColumns}, receipts.*
    FROM (SELECT value AS message_id FROM JSON_EACH(?)) AS wanted
    JOIN answers ON answers.message_id = wanted.message_id
    LEFT JOIN models ON models.id = answers.model_id
    LEFT JOIN receipts ON receipts.message_id = answers.message_id`);

  const answererOf = openAnswerers();
  const readForgotten = openForgottenReader(connection);
  const readIdsStates = openIdsStateReader(connection);
  const readEdited = openEditedReader(connection);
  const readForms = openUsedFormReader(connection);

  function readAnswers(ids: string): ReadonlyMap<number, Answer> {
    const found = new Map<number, Answer>();
    for (const row of answers.all(ids) as AnswerRow[]) {
      const answeredBy = answererOf(row);
      found.set(row.answer_id, { answeredBy, receipt: rowToReceipt(row, row.seed), unseenTurnId: row.unseen_turn_id });
    }
    return found;
  }

  function readSome(ids: readonly number[]): StoredMessage[] {
    const wanted = JSON.stringify(ids);
    const rows = (messages.all(wanted) as MessageRow[]).sort((one, two) => one.id - two.id);
    const states = readIdsStates(wanted);
    const tokenIds = unpackTokenIds(rows.map((row) => row.token_digits));
    const answerIds = rows.flatMap((row) => (row.role === 'assistant' ? [row.id] : []));
    const idsOf = (row: MessageRow, index: number): Ids => {
      return { tokenIds: tokenIds[index] ?? [], idsState: states.get(row.id) ?? 'fit' };
    };
    if (answerIds.length === 0) return rows.map((row, index) => rowToMessage(row, idsOf(row, index)));
    const answers = JSON.stringify(answerIds);
    const [found, forgotten, edited] = [readAnswers(answers), readForgotten(answers), readEdited(answers)];
    const forms = readForms(answers);
    const asideOf = ({ id }: MessageRow): Aside => {
      const form = forms.get(id);
      return { forgotten: forgotten.get(id) ?? noneForgotten, isEdited: edited.has(id), ...(form && { form }) };
    };
    return rows.map((row, index) => {
      const ids = idsOf(row, index);
      return row.role === 'user' ? rowToMessage(row, ids) : rowToMessage(row, ids, found.get(row.id), asideOf(row));
    });
  }

  return (ids: readonly number[]): StoredMessage[] => {
    const ascending = [...ids].sort((one, two) => one - two);
    const read: StoredMessage[] = [];
    for (let first = 0; first < ascending.length; first += rowsAtOnce) {
      for (const message of readSome(ascending.slice(first, first + rowsAtOnce))) read.push(message);
    }
    return read;
  };
}

type Ids = Pick<StoredMessage, 'tokenIds' | 'idsState'>;

function rowToMessage(
  row: MessageRow,
  { tokenIds, idsState }: Ids,
  answer: Answer = noAnswer,
  aside: Aside = nothingAside,
): StoredMessage {
  const message: StoredMessage = {
    id: row.id,
    chatId: row.chat_id,
    parentId: row.parent_id,
    turnId: row.role === 'user' ? row.id : (row.parent_id as number),
    role: row.role,
    sendKey: row.send_key,
    text: row.text,
    tokenIds,
    tokenizerHash: row.tokenizer_hash,
    idsState,
    state: row.state,
    failure: rowToFailure(row),
    createdAtMs: row.created_at_ms,
    endedAtMs: row.ended_at_ms,
    answeredBy: answer.answeredBy,
    receipt: answer.receipt,
    windowStartId: row.window_start_id,
    forgottenAtMs: row.forgotten_at_ms,
    forgotten: aside.forgotten,
    unseenTurnId: answer.unseenTurnId,
    isEdited: aside.isEdited,
  };
  return aside.form ? { ...message, form: aside.form } : message;
}
