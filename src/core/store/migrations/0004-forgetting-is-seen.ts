import type { Connection } from '../connection.ts';
import type { Migration } from './migration.ts';

/**
 * What an answer made the model forget stands with it, turn by turn; how that is told is a setting of its own beside what leaves;
 * a chat uses as much of a window as it was given; a deleted chat is removed only by a later start than the one that found its
 * time to be over; a continued answer says what it took over, and an answer which turn it could not see.
 */
export const forgettingIsSeen: Migration = {
  schema: 4,
  sql: `
    CREATE TABLE forgotten_turns (
      answer_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE, -- the answer that it was forgotten for
      turn_id INTEGER NOT NULL REFERENCES messages (id) ON DELETE CASCADE,
      token_count INTEGER NOT NULL,                                          -- of the whole turn, as it was counted then
      PRIMARY KEY (answer_id, turn_id)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX forgotten_turns_by_turn ON forgotten_turns (turn_id);

    ALTER TABLE chats ADD COLUMN purge_marked_at_ms INTEGER; -- when a start found that its time was over; NULL: none did
    CREATE INDEX chats_deleted ON chats (deleted_at_ms DESC, id DESC) WHERE deleted_at_ms IS NOT NULL;

    ALTER TABLE answers ADD COLUMN telling TEXT NOT NULL DEFAULT 'show';
    ALTER TABLE answers ADD COLUMN used_window_tokens INTEGER; -- NULL: all of the model's
    ALTER TABLE answers ADD COLUMN unseen_turn_id INTEGER REFERENCES messages (id) ON DELETE SET NULL;
    CREATE INDEX answers_by_unseen_turn ON answers (unseen_turn_id) WHERE unseen_turn_id IS NOT NULL;
    UPDATE answers SET telling = 'silent' WHERE asks_before_forgetting = 0;
    UPDATE answers SET policy = 'dropOldest', telling = 'ask' WHERE policy = 'stopAndAsk';
    ALTER TABLE answers DROP COLUMN asks_before_forgetting;

    ALTER TABLE receipts ADD COLUMN taken_over_tokens INTEGER NOT NULL DEFAULT 0; -- of an earlier try that it goes on with

    INSERT INTO settings (chat_id, name, value)
      SELECT chat_id, 'telling', '"ask"' FROM settings WHERE name = 'policy' AND value = '"stopAndAsk"';
    INSERT INTO settings (chat_id, name, value)
      SELECT chat_id, 'telling', '"silent"' FROM settings
      WHERE name = 'asksBeforeForgetting' AND value = 'false'
      ON CONFLICT DO NOTHING;
    UPDATE settings SET value = '"dropOldest"' WHERE name = 'policy' AND value = '"stopAndAsk"';
    DELETE FROM settings WHERE name = 'asksBeforeForgetting';
  `,
  run: storeForgottenTurns,
};

/** An answer whose window starts later than that of the answer before it. */
interface Slide {
  readonly answerId: number;
  readonly startId: number;
  readonly promptTurnIds: Buffer;
  readonly previousId: number;
  readonly previousPromptTurnIds: Buffer;
}

/** What the answers so far made the model forget: what was in the prompt before or answered by it, and in theirs no more. */
function storeForgottenTurns(connection: Connection): void {
  const slides = connection.prepare(`
    SELECT
      messages.id AS answerId, messages.window_start_id AS startId, answers.prompt_turn_ids AS promptTurnIds,
      previous.id AS previousId, before.prompt_turn_ids AS previousPromptTurnIds
    FROM messages
    JOIN answers ON answers.message_id = messages.id
    JOIN messages AS questions ON questions.id = messages.parent_id
    JOIN messages AS previous ON previous.id = questions.parent_id
    JOIN answers AS before ON before.message_id = previous.id
    WHERE messages.window_start_id > IFNULL(previous.window_start_id, 0)
      AND answers.prompt_turn_ids IS NOT NULL AND before.prompt_turn_ids IS NOT NULL
    ORDER BY messages.id`);
  const insert = connection.prepare(
    'INSERT INTO forgotten_turns (answer_id, turn_id, token_count) VALUES (@answerId, @turnId, @tokenCount)',
  );
  for (const slide of slides.all() as Slide[]) {
    const kept = new Set(turnIdsIn(slide.promptTurnIds));
    const left = turnIdsIn(slide.previousPromptTurnIds).filter((turnId) => turnId < slide.startId && !kept.has(turnId));
    const counts = tokensOnPath(connection, slide.previousId, left);
    for (const [turnId, tokenCount] of counts) insert.run({ answerId: slide.answerId, turnId, tokenCount });
  }
}

/** int64, little-endian. */
function turnIdsIn(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / 8 }, (_, index) => Number(bytes.readBigInt64LE(8 * index)));
}

/** Two marks end the messages of a turn. */
const TEMPLATE_TOKENS = 2;

/** The tokens of these turns on the path to an answer, by turn. */
function tokensOnPath(connection: Connection, answerId: number, turnIds: readonly number[]): Map<number, number> {
  const step = connection.prepare(`
    SELECT questions.id AS turnId, questions.parent_id AS previousId,
      (LENGTH(questions.token_ids) + LENGTH(messages.token_ids)) / 4 AS tokens
    FROM messages JOIN messages AS questions ON questions.id = messages.parent_id WHERE messages.id = ?`);
  type Step = { readonly turnId: number; readonly previousId: number | null; readonly tokens: number };
  const wanted = new Set(turnIds);
  const counts = new Map<number, number>();
  let nextId: number | null = answerId;
  while (nextId !== null && counts.size < wanted.size) {
    const turn = step.get(nextId) as Step | undefined;
    if (!turn) break;
    if (wanted.has(turn.turnId)) counts.set(turn.turnId, turn.tokens + TEMPLATE_TOKENS);
    nextId = turn.previousId;
  }
  return counts;
}
