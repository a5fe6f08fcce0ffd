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
  run(connection) {
    startAtTurns(connection);
    storeForgottenTurns(connection);
  },
};

/** A window of which nothing stayed began behind the last turn that left, which was an answer's place: it begins at the next turn. */
function startAtTurns(connection: Connection): void {
  const between = connection.prepare(`
    SELECT messages.id AS answerId, messages.parent_id AS questionId, messages.window_start_id AS startId
    FROM messages JOIN messages AS starts ON starts.id = messages.window_start_id WHERE starts.role = 'assistant'`);
  const questionBefore = connection
    .prepare(`
      SELECT answers.parent_id FROM messages AS questions JOIN messages AS answers ON answers.id = questions.parent_id
      WHERE questions.id = ?`)
    .pluck();
  const update = connection.prepare('UPDATE messages SET window_start_id = @firstId WHERE id = @answerId');
  type Start = { readonly answerId: number; readonly questionId: number; readonly startId: number };
  for (const { answerId, questionId, startId } of between.all() as Start[]) {
    let firstId = questionId;
    for (let before = firstId as number | undefined; before !== undefined && before > startId; ) {
      firstId = before;
      before = questionBefore.get(firstId) as number | undefined;
    }
    update.run({ answerId, firstId });
  }
}

/** An answer whose window starts later than that of the answer before it. */
interface Slide {
  readonly answerId: number;
  readonly createdAtMs: number;
  /** Its question had been answered before: decisions made at that answer were carried to this one. */
  readonly isTriedAgain: number;
  readonly startId: number;
  readonly promptTurnIds: Buffer;
  readonly previousId: number;
  /** 0: with the chat. */
  readonly previousStartId: number;
  readonly previousPromptTurnIds: Buffer;
}

/**
 * What the answers so far made the model forget: turns of the part that the window began with before, which were in the prompt or
 * answered by it, or put back since; are in the new prompt no more; and were not left out by a person meanwhile. Where the turns of
 * a prompt are not known, nothing is claimed.
 */
function storeForgottenTurns(connection: Connection): void {
  const slides = connection.prepare(`
    SELECT
      messages.id AS answerId, messages.created_at_ms AS createdAtMs, messages.window_start_id AS startId,
      EXISTS (SELECT 1 FROM messages AS tries WHERE tries.parent_id = questions.id AND tries.id < messages.id) AS isTriedAgain,
      answers.prompt_turn_ids AS promptTurnIds, previous.id AS previousId,
      IFNULL(previous.window_start_id, 0) AS previousStartId, before.prompt_turn_ids AS previousPromptTurnIds
    FROM messages
    JOIN answers ON answers.message_id = messages.id
    JOIN messages AS questions ON questions.id = messages.parent_id
    JOIN messages AS previous ON previous.id = questions.parent_id
    JOIN answers AS before ON before.message_id = previous.id
    WHERE messages.window_start_id > IFNULL(previous.window_start_id, 0)
      AND answers.prompt_turn_ids IS NOT NULL AND before.prompt_turn_ids IS NOT NULL
    ORDER BY messages.id`);
  const insert = connection.prepare(
    'INSERT INTO forgotten_turns (answer_id, turn_id, token_count) VALUES (@answerId, @turnId, @tokens)',
  );
  const pathOf = preparePath(connection);
  const leftOutAt = prepareLeftOut(connection);
  for (const slide of slides.all() as Slide[]) {
    const kept = new Set(turnIdsIn(slide.promptTurnIds));
    const seenBefore = new Set(turnIdsIn(slide.previousPromptTurnIds));
    const path = pathOf(slide.previousId, slide.previousStartId);
    for (const { turnId, questionTokens, answerTokens } of path.turns) {
      // One that was never answered was not in the window.
      if (answerTokens === 0 || turnId < slide.previousStartId || turnId >= slide.startId || kept.has(turnId)) continue;
      const isLeftOut = leftOutAt(slide, turnId, path.messageIds);
      const isForgotten = isLeftOut === null ? seenBefore.has(turnId) : !isLeftOut;
      const tokens = questionTokens + answerTokens + TEMPLATE_TOKENS;
      if (isForgotten) insert.run({ answerId: slide.answerId, turnId, tokens });
    }
  }
}

/** int64, little-endian. */
function turnIdsIn(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length / 8 }, (_, index) => Number(bytes.readBigInt64LE(8 * index)));
}

/** Two marks end the messages of a turn. */
const TEMPLATE_TOKENS = 2;

interface PathTurn {
  readonly turnId: number;
  readonly answerId: number;
  readonly previousId: number | null;
  readonly questionTokens: number;
  readonly answerTokens: number;
}

const MOST_KNOWN_TURNS = 10_000;

interface Path {
  readonly turns: readonly PathTurn[];
  readonly messageIds: ReadonlySet<number>;
}

/** The turns on the path to an answer, back to a message. */
function preparePath(connection: Connection): (answerId: number, firstId: number) => Path {
  const step = connection.prepare(`
    SELECT questions.id AS turnId, messages.id AS answerId, questions.parent_id AS previousId,
      LENGTH(questions.token_ids) / 4 AS questionTokens, LENGTH(messages.token_ids) / 4 AS answerTokens
    FROM messages JOIN messages AS questions ON questions.id = messages.parent_id WHERE messages.id = ?`);
  // Windows that follow each other have most of their turns in common.
  const known = new Map<number, PathTurn>();
  const turnAt = (answerId: number): PathTurn => {
    const turn = known.get(answerId) ?? (step.get(answerId) as PathTurn);
    if (known.size > MOST_KNOWN_TURNS) known.clear();
    known.set(answerId, turn);
    return turn;
  };
  return (answerId, firstId) => {
    const turns: PathTurn[] = [];
    for (let nextId: number | null = answerId; nextId !== null && nextId >= firstId; ) {
      const turn = turnAt(nextId);
      turns.push(turn);
      nextId = turn.previousId;
    }
    return { turns, messageIds: new Set(turns.flatMap((turn) => [turn.turnId, turn.answerId])) };
  };
}

interface Decision {
  readonly leafId: number;
  readonly value: number;
  readonly atMs: number;
}

/**
 * Whether a turn was left out when a slide happened: as the decision furthest down the path says, or one that was carried to the
 * answer itself. Such a one may have been replaced by a later decision: then it counts as left out, so that nothing is claimed.
 * Null: nobody had decided that.
 */
function prepareLeftOut(connection: Connection) {
  const decisions = connection.prepare(`
    SELECT leaf_id AS leafId, value, at_ms AS atMs FROM window_acts
    WHERE turn_id = ? AND kind = 'leftOut' ORDER BY leaf_id DESC`);
  return (slide: Slide, turnId: number, path: ReadonlySet<number>): boolean | null => {
    const { answerId, createdAtMs } = slide;
    const all = decisions.all(turnId) as Decision[];
    const atAnswer = slide.isTriedAgain ? all.find(({ leafId }) => leafId === answerId) : undefined;
    if (atAnswer && atAnswer.atMs > createdAtMs) return true;
    const decided = atAnswer ?? all.find(({ leafId }) => path.has(leafId));
    return decided === undefined ? null : decided.value === 1;
  };
}
