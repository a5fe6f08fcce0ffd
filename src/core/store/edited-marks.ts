import type { Connection } from './connection.ts';

/** Marks an answer as a person's, as part of a transaction. */
export function openEditedInsertion(connection: Connection): (answerId: number) => void {
  const insert = connection.prepare('INSERT INTO edited_answers (message_id) VALUES (?)');
  return (answerId) => void insert.run(answerId);
}

/** Which of these answers a person wrote; their ids come as a JSON array. */
export function openEditedReader(connection: Connection): (answerIds: string) => ReadonlySet<number> {
  const select = connection
    .prepare('SELECT message_id FROM edited_answers WHERE message_id IN (SELECT value FROM JSON_EACH(?))')
    .pluck();
  return (answerIds) => new Set(select.all(answerIds) as number[]);
}
