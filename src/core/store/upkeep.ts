import { DAY_MS } from '../../shared/day.ts';
import type { Connection } from './connection.ts';
import { openMessageIndex } from './message-index.ts';
import { openPendingRemoval } from './pending-messages.ts';
import { MARKED_BY_DELETION } from './purge-mark.ts';
import type { RunningImports } from './running-imports.ts';
import { openTraces } from './traces.ts';

export type Upkeep = ReturnType<typeof openUpkeep>;

/** A clock that is wrong at one start is right at a later one: what it made seem overdue stays at least so long. */
const MARKED_MS = DAY_MS;

/** How long deleted chats stay, and when a start, or a look while it runs, is. */
export interface Retiring {
  readonly nowMs: number;
  readonly keptDays: number;
}

/** How long one call may hold up everything else. A batch is ended well before. */
const BATCH_MS = 8;

/** So often is the log tried to be emptied while another program reads: a later start does it. */
const MOST_EMPTYINGS = 200;

/** Rows of one statement: none of them takes longer than a moment. */
const ROWS_AT_ONCE = 50;

interface UpkeepNeeds {
  readonly relaxed: Connection;
  readonly imports: RunningImports;
}

/**
 * Removes for good what nobody can see any more, a little at a time: nothing waits for it, and nothing depends on when it is
 * done. What ends halfway is gone on with at the next start.
 */
export function openUpkeep(connection: Connection, { relaxed, imports }: UpkeepNeeds) {
  const retiring = prepareRetiring(connection);
  const isCutOff = relaxed.prepare(
    'SELECT 1 FROM chats WHERE import_id IS NOT NULL AND import_id NOT IN (SELECT value FROM JSON_EACH(?))',
  );
  const retireCutOff = relaxed.prepare(`
    UPDATE chats SET is_leaving = 1, import_id = NULL
    WHERE import_id IS NOT NULL AND import_id NOT IN (SELECT value FROM JSON_EACH(?))`);
  const leaving = prepareLeaving(relaxed);
  const index = openMessageIndex(relaxed);
  const traces = openTraces(relaxed);
  let isIndexClean = false;
  let isFileClean = false;
  let emptyingsLeft = 0;
  const removePending = openPendingRemoval(relaxed, imports);

  const removeSome = relaxed.transaction((chatId: number): void => {
    const startedAtMs = performance.now();
    leaving.showNothing.run(chatId);
    isIndexClean = isFileClean = false;
    for (;;) {
      const messages = leaving.newestMessages.all(chatId) as { readonly id: number; readonly text: string }[];
      if (messages.length === 0) return;
      for (const message of messages) {
        index.remove([message]);
        leaving.removeMessage.run(message.id);
        // One may take a millisecond: nothing of its words is left in the index.
        if (performance.now() - startedAtMs >= BATCH_MS) return;
      }
    }
  });

  const removeWords = relaxed.transaction(() => {
    for (const statement of leaving.removeWords) statement.run();
  });

  /**
   * The chats whose messages are gone: their rows go last, so that it is known, whenever the process ends, that something is still
   * to be done. True while there is more.
   */
  function removeRest(mayHoldUp: boolean): boolean {
    const { count, seen } = leaving.chats.get() as { readonly count: number; readonly seen: number };
    if (count === 0) return isLogToBeEmptied();
    removeWords.immediate();
    if (seen > 0) {
      traces.removeCopies();
      isIndexClean ||= !index.cleanSome();
      if (!isIndexClean || !mayHoldUp) return true;
      if (!isFileClean) {
        traces.writeAnew();
        isFileClean = true;
        // By itself: a log that is emptied and written to in one step would seem to be cut short.
        return true;
      }
    }
    leaving.removeChats.run();
    isIndexClean = isFileClean = false;
    emptyingsLeft = MOST_EMPTYINGS;
    return true;
  }

  /** Empties it where something was removed. True while that did not work and is to be tried again. */
  function isLogToBeEmptied(): boolean {
    if (emptyingsLeft === 0) return false;
    emptyingsLeft = traces.emptyLog() ? 0 : emptyingsLeft - 1;
    return emptyingsLeft > 0;
  }

  return {
    /**
     * Called once at a start, and then once a day. Deleted chats whose time is over are marked; those that were marked at least a day ago, and
     * whose time is over still, are gone for everything from here on, and `purgeSome` removes them. So are those that were deleted
     * while none were kept, if none are now. Returns how many.
     */
    retireOverdue: retiring,
    /**
     * Removes a part of what is to go: of chats that can be restored no more, and of imports that an end of the process cut off; and
     * behind the last of them what it left in the index, the file, its log and the copies. Each part is a short one but that of
     * the file, which is left until `mayHoldUp`. True while there is more.
     */
    purgeSome(mayHoldUp = true): boolean {
      if (removePending()) return true;
      const running = JSON.stringify(imports.names());
      if (isCutOff.get(running) !== undefined) retireCutOff.run(running);
      const chatId = leaving.nextWithMessages.get() as number | undefined;
      if (chatId === undefined) return removeRest(mayHoldUp);
      removeSome.immediate(chatId);
      return true;
    },
  };
}

function prepareLeaving(relaxed: Connection) {
  const ofLeaving = 'chat_id IN (SELECT id FROM chats WHERE is_leaving = 1)';
  return {
    nextWithMessages: relaxed
      .prepare(`
        SELECT id FROM chats
        WHERE is_leaving = 1 AND EXISTS (SELECT 1 FROM messages WHERE chat_id = chats.id) ORDER BY id LIMIT 1`)
      .pluck(),
    showNothing: relaxed.prepare('UPDATE chats SET active_leaf_id = NULL WHERE id = ? AND active_leaf_id IS NOT NULL'),
    // The newest first, so that no message goes before one that hangs on it.
    newestMessages: relaxed.prepare(
      `SELECT id, text FROM messages WHERE chat_id = ? ORDER BY id DESC LIMIT ${ROWS_AT_ONCE}`,
    ),
    removeMessage: relaxed.prepare('DELETE FROM messages WHERE id = ?'),
    removeWords: [
      relaxed.prepare("UPDATE chats SET title = '' WHERE is_leaving = 1 AND title <> ''"),
      relaxed.prepare(`DELETE FROM drafts WHERE ${ofLeaving}`),
      relaxed.prepare(`DELETE FROM settings WHERE ${ofLeaving}`),
    ],
    // Those that nobody has seen were an import that was cut off, or empty.
    chats: relaxed.prepare('SELECT COUNT(*) AS count, COUNT(deleted_at_ms) AS seen FROM chats WHERE is_leaving = 1'),
    removeChats: relaxed.prepare('DELETE FROM chats WHERE is_leaving = 1'),
  };
}

/**
 * No clock is believed alone: two starts a day apart must agree that a chat's time is over. Two that are both wrong, with no right one
 * between, look like somebody who was away: no later start could tell them apart, so none is waited for.
 */
function prepareRetiring(connection: Connection): (retiring: Retiring) => number {
  const isDeleted = 'deleted_at_ms IS NOT NULL AND is_leaving = 0';
  const isOverdue = 'deleted_at_ms <= @overdueAtMs';
  const retire = connection.prepare(`
    UPDATE chats SET is_leaving = 1
    WHERE ${isDeleted} AND ${isOverdue} AND purge_marked_at_ms <= @markedAtMs`);
  const keepAfterAll = connection.prepare(
    `UPDATE chats SET purge_marked_at_ms = NULL WHERE purge_marked_at_ms = ${MARKED_BY_DELETION} AND is_leaving = 0`,
  );
  const unmark = connection.prepare(`
    UPDATE chats SET purge_marked_at_ms = NULL
    WHERE purge_marked_at_ms IS NOT NULL AND is_leaving = 0 AND (deleted_at_ms IS NULL OR NOT ${isOverdue})`);
  // A mark of a time that is still to come was made by a clock that was wrong.
  const mark = connection.prepare(`
    UPDATE chats SET purge_marked_at_ms = @nowMs
    WHERE ${isDeleted} AND ${isOverdue} AND (purge_marked_at_ms IS NULL OR purge_marked_at_ms > @nowMs)`);
  return connection.transaction(({ nowMs, keptDays }: Retiring): number => {
    const overdueAtMs = nowMs - keptDays * DAY_MS;
    if (keptDays > 0) keepAfterAll.run();
    unmark.run({ overdueAtMs });
    const { changes } = retire.run({ overdueAtMs, markedAtMs: nowMs - MARKED_MS });
    mark.run({ overdueAtMs, nowMs });
    return changes;
  });
}
