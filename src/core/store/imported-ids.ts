import type { Connection } from './connection.ts';

/**
 * Whether a message's ids are those of its words. `unchecked`: a file gave them, and their tokenizer is not here; `renewed`: those
 * that a file gave did not fit, and these were made of the words; `renewedUnchecked`: that was done where the file was written.
 */
export type IdsState = 'fit' | 'unchecked' | 'renewed' | 'renewedUnchecked';

export function areUnchecked(state: IdsState): boolean {
  return state === 'unchecked' || state === 'renewedUnchecked';
}

/** Here, or where the file was written that they came from. */
export function areRenewed(state: IdsState): boolean {
  return state === 'renewed' || state === 'renewedUnchecked';
}

interface StateRow {
  readonly message_id: number;
  readonly state: 'unchecked' | 'renewed';
  readonly were_renewed: number;
}

const allFit: ReadonlyMap<number, IdsState> = new Map();

/** Of these messages (a JSON array of ids), those whose ids were not found to fit. */
export function openIdsStateReader(connection: Connection) {
  const select = connection.prepare(`
    SELECT message_id, state, were_renewed FROM (SELECT value AS wanted_id FROM JSON_EACH(?)) AS wanted
    JOIN imported_ids ON imported_ids.message_id = wanted.wanted_id`);
  const isAny = connection.prepare('SELECT 1 FROM imported_ids LIMIT 1');
  return (messageIds: string): ReadonlyMap<number, IdsState> => {
    if (isAny.get() === undefined) return allFit;
    return new Map((select.all(messageIds) as StateRow[]).map((row) => [row.message_id, rowToState(row)]));
  };
}

function rowToState({ state, were_renewed: wereRenewed }: StateRow): IdsState {
  return state === 'unchecked' && wereRenewed === 1 ? 'renewedUnchecked' : state;
}

/** Notes a new message's ids, as part of a transaction. */
export function openIdsStateInsertion(connection: Connection) {
  const insert = connection.prepare(`
    INSERT INTO imported_ids (message_id, state, were_renewed) VALUES (@messageId, @state, @wereRenewed)`);
  return (messageId: number, state: IdsState): void => {
    if (state === 'fit') return;
    const wereRenewed = Number(state === 'renewedUnchecked');
    insert.run({ messageId, state: areUnchecked(state) ? 'unchecked' : state, wereRenewed });
  };
}
