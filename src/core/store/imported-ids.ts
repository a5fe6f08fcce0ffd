import type { Connection } from './connection.ts';

/**
 * Whether a message's ids are those of its words. `unchecked`: a file gave them, and their tokenizer is not here; `renewed`: those
 * that a file gave did not fit, and these were made of the words.
 */
export type IdsState = 'fit' | 'unchecked' | 'renewed';

interface StateRow {
  readonly message_id: number;
  readonly state: Exclude<IdsState, 'fit'>;
}

const allFit: ReadonlyMap<number, IdsState> = new Map();

/** Of these messages (a JSON array of ids), those whose ids were not found to fit. */
export function openIdsStateReader(connection: Connection) {
  const select = connection.prepare(`
    SELECT message_id, state FROM (SELECT value AS wanted_id FROM JSON_EACH(?)) AS wanted
    JOIN imported_ids ON imported_ids.message_id = wanted.wanted_id`);
  const isAny = connection.prepare('SELECT 1 FROM imported_ids LIMIT 1');
  return (messageIds: string): ReadonlyMap<number, IdsState> => {
    if (isAny.get() === undefined) return allFit;
    return new Map((select.all(messageIds) as StateRow[]).map(({ message_id, state }) => [message_id, state]));
  };
}

/** Notes a new message's ids, as part of a transaction. */
export function openIdsStateInsertion(connection: Connection) {
  const insert = connection.prepare('INSERT INTO imported_ids (message_id, state) VALUES (@messageId, @state)');
  return (messageId: number, state: IdsState): void => {
    if (state !== 'fit') insert.run({ messageId, state });
  };
}
