import type { Connection } from './connection.ts';

/** A turn with the tokens that it had in the window. */
export interface CountedTurn {
  readonly turnId: number;
  readonly tokens: number;
}

interface ForgottenRow extends CountedTurn {
  readonly answerId: number;
}

/** Of the answers that nothing was forgotten for: nearly all. */
export const noneForgotten: readonly CountedTurn[] = [];

/** Stores what was forgotten for an answer, as part of a transaction. */
export function openForgottenInsertion(connection: Connection) {
  const insert = connection.prepare(
    'INSERT INTO forgotten_turns (answer_id, turn_id, token_count) VALUES (@answerId, @turnId, @tokens)',
  );
  return (answerId: number, turns: readonly CountedTurn[]): void => {
    for (const { turnId, tokens } of turns) insert.run({ answerId, turnId, tokens });
  };
}

/** Reads what was forgotten for answers, in the order of the turns; those that nothing was forgotten for are left out. */
export function openForgottenReader(connection: Connection) {
  const select = connection.prepare(`
    SELECT answer_id AS answerId, turn_id AS turnId, token_count AS tokens
    FROM (SELECT value AS message_id FROM JSON_EACH(?)) AS wanted
    JOIN forgotten_turns ON forgotten_turns.answer_id = wanted.message_id
    ORDER BY answer_id, turn_id`);
  /** The ids of the answers come as a JSON array. */
  return (answerIds: string): ReadonlyMap<number, readonly CountedTurn[]> => {
    const forgotten = new Map<number, CountedTurn[]>();
    for (const { answerId, turnId, tokens } of select.all(answerIds) as ForgottenRow[]) {
      const turns = forgotten.get(answerId);
      if (turns) turns.push({ turnId, tokens });
      else forgotten.set(answerId, [{ turnId, tokens }]);
    }
    return forgotten;
  };
}
