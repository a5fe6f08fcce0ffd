import { settingColumns } from './answer-origins.ts';
import { type AnswerSettingsRow, rowToAnswerSettings } from './answer-settings.ts';
import type { Connection } from './connection.ts';
import type { StoredMessage } from './messages.ts';
import type { UsedSampling } from './receipts.ts';
import { unpackTurnIds } from './token-ids.ts';

/** A message with what its answer was made from. */
export interface MessageWithOrigin extends StoredMessage {
  /** Null with a user's message, and where they are not known. See AnswerOrigin. */
  readonly promptTurnIds: readonly number[] | null;
  /** Null with a user's message. */
  readonly used: UsedSampling | null;
}

interface OriginRow extends AnswerSettingsRow {
  readonly answer_id: number;
  /** Hexadecimal; see `unpackTurnIds`. */
  readonly prompt_turn_digits: string | null;
  readonly seed: number | null;
}

/** Adds to messages what their answers were made from. Read for few messages, or by who reads all: it is as long as all else. */
export function openOriginReader(connection: Connection) {
  const select = connection.prepare(`
    SELECT
      answers.message_id AS answer_id, IIF(prompt_turn_ids IS NULL, NULL, HEX(prompt_turn_ids)) AS prompt_turn_digits,
      ${settingColumns}
    FROM (SELECT value AS message_id FROM JSON_EACH(?)) AS wanted
    JOIN answers ON answers.message_id = wanted.message_id`);
  return (messages: readonly StoredMessage[]): MessageWithOrigin[] => {
    const answerIds = messages.flatMap(({ id, role }) => (role === 'assistant' ? [id] : []));
    const rows = answerIds.length === 0 ? [] : (select.all(JSON.stringify(answerIds)) as OriginRow[]);
    const turnIds = unpackTurnIds(rows.map((row) => row.prompt_turn_digits ?? ''));
    const places = new Map(rows.map((row, place) => [row.answer_id, place]));
    return messages.map((message) => {
      const place = places.get(message.id) ?? -1;
      const row = rows[place];
      if (!row) return { ...message, promptTurnIds: null, used: null };
      const promptTurnIds = row.prompt_turn_digits === null ? null : (turnIds[place] ?? null);
      return { ...message, promptTurnIds, used: { sampling: rowToAnswerSettings(row), seed: row.seed } };
    });
  };
}
