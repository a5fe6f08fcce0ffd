import type { Connection } from './connection.ts';
import { openMessageReader, type StoredMessage } from './messages.ts';
import { packTokenIds } from './token-ids.ts';

export type GivenIdsStore = ReturnType<typeof openGivenIdsStore>;

/** Messages whose ids a file gave, until they are compared with their words. */
export function openGivenIdsStore(connection: Connection, relaxed: Connection) {
  const read = openMessageReader(connection);
  const next = connection
    .prepare(`
      SELECT message_id FROM imported_ids WHERE state = 'unchecked' AND message_id > @afterId
      ORDER BY message_id LIMIT @count`)
    .pluck();
  const keep = relaxed.prepare("DELETE FROM imported_ids WHERE message_id = ? AND state = 'unchecked'");
  const keepRenewed = relaxed.prepare(`
    UPDATE imported_ids SET state = 'renewed', were_renewed = 0
    WHERE message_id = ? AND state = 'unchecked' AND were_renewed = 1`);
  const note = relaxed.prepare(
    "UPDATE imported_ids SET state = 'renewed', were_renewed = 0 WHERE message_id = ? AND state = 'unchecked'",
  );
  const replace = relaxed.prepare(
    'UPDATE messages SET token_ids = @ids, chosen_logits = NULL, largest_logits = NULL WHERE id = @messageId',
  );
  const settle = relaxed.transaction((messageId: number, renewed: readonly number[] | null): void => {
    if (renewed === null) {
      if (keepRenewed.run(messageId).changes === 0) keep.run(messageId);
    } else if (note.run(messageId).changes > 0) replace.run({ messageId, ids: packTokenIds(renewed) });
  });
  return {
    /** The next ones that are still to be checked, of whatever tokenizer. */
    unchecked(afterId: number, count: number): StoredMessage[] {
      return read(next.all({ afterId, count }) as number[]);
    },
    /** They fit (null), or these, which were made of the words, take their place. */
    settle: (messageId: number, renewed: readonly number[] | null): void => settle.immediate(messageId, renewed),
  };
}
