import type { Connection } from './connection.ts';
import { openMessageIndex } from './message-index.ts';
import type { RunningImports } from './running-imports.ts';

/** Rows of one part: they take a few milliseconds. */
const ROWS_AT_ONCE = 50;

/** Removes messages that an import left in chats when it was given up or cut off: a part at a time, true while there are more. */
export function openPendingRemoval(relaxed: Connection, imports: RunningImports): () => boolean {
  const isAny = relaxed.prepare('SELECT 1 FROM pending_messages LIMIT 1');
  // The newest first, so that no message goes before one that hangs on it.
  const newest = relaxed.prepare(`
    SELECT messages.id, text FROM pending_messages JOIN messages ON messages.id = pending_messages.message_id
    WHERE import_id NOT IN (SELECT value FROM JSON_EACH(?)) ORDER BY message_id DESC LIMIT ${ROWS_AT_ONCE}`);
  const remove = relaxed.prepare('DELETE FROM messages WHERE id = ?');
  const index = openMessageIndex(relaxed);
  const removeSome = relaxed.transaction((): boolean => {
    const rows = newest.all(JSON.stringify(imports.names())) as { readonly id: number; readonly text: string }[];
    index.remove(rows);
    for (const { id } of rows) remove.run(id);
    return rows.length === ROWS_AT_ONCE;
  });
  return () => isAny.get() !== undefined && removeSome.immediate();
}
