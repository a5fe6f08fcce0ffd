import { CoreError } from '../../shared/wire.ts';
import { noSuchChat } from '../no-such-chat.ts';
import { titleFromWords } from '../text/first-words.ts';
import { hasTitlesWords, withoutNumber } from '../text/title-words.ts';
import type { Connection } from './connection.ts';
import type { MessageIndex } from './message-index.ts';
import { isNotPending, isThere } from './visible-chats.ts';

/** A message with all that follows it, on every branch. */
export interface ErasablePart {
  readonly chatId: number;
  readonly rootId: number;
  readonly messageCount: number;
  /** Questions among them. */
  readonly turnCount: number;
}

/** A message with all that follows it, and what else has words of it. */
export interface Erasable extends ErasablePart {
  /**
   * Of the chat's title. `goes`: it was made of these words; `offered`: a person gave it, and its words stand in them; `stays`: it has
   * none of them.
   */
  readonly title: 'goes' | 'offered' | 'stays';
  /**
   * The same messages elsewhere, the first of each run with what follows it there: in chats that were branched from one another, also with
   * the last turns alone, and beside it where a file brought the chat another branch that says the same. Each with what would become of
   * its chat's title.
   */
  readonly copies: readonly (ErasablePart & Pick<Erasable, 'title'>)[];
}

export interface ErasedPart extends ErasablePart {
  /** A title that a person gave goes as well. */
  readonly dropsTitle: boolean;
}

export interface Erasing {
  /** None goes where one could not. */
  readonly parts: readonly ErasedPart[];
  readonly nowMs: number;
}

interface RootRow {
  readonly id: number;
  readonly chatId: number;
  readonly parentId: number | null;
  readonly role: string;
}

export type ErasingStore = ReturnType<typeof openErasingStore>;

/** Takes turns and branches out of chats for good. */
export function openErasingStore(connection: Connection, index: Pick<MessageIndex, 'clear'>) {
  const statements = prepareErasingStatements(connection);

  /** The only answer of a question is erased with it: nobody is left to answer. */
  function rootOf(messageId: number): RootRow {
    const row = statements.root.get(messageId) as RootRow | undefined;
    if (!row) throw new CoreError('noSuchTurn');
    const isOnlyAnswer = row.role === 'assistant' && statements.sibling.get(row) === undefined;
    return isOnlyAnswer && row.parentId !== null ? rootOf(row.parentId) : row;
  }

  function partOf(messageId: number): ErasablePart {
    const { id: rootId, chatId } = rootOf(messageId);
    const counts = statements.counts.get({ rootId }) as Pick<ErasablePart, 'messageCount' | 'turnCount'>;
    return { chatId, rootId, ...counts };
  }

  /** The copy of a message keeps its time: the same words said elsewhere at another one are none. */
  function copiesOf({ rootId }: ErasablePart): Erasable['copies'] {
    const rootIds = new Set((statements.copies.all({ rootId }) as number[]).map((id) => rootOf(id).id));
    return [...rootIds].map(partOf).map((part) => ({ ...part, title: titleOf(part) }));
  }

  function titleOf({ rootId, chatId }: Pick<ErasablePart, 'rootId' | 'chatId'>): Erasable['title'] {
    const chat = statements.chat.get(chatId) as { readonly title: string; readonly isGiven: number };
    const isFirst = statements.isFirst.get(rootId) !== undefined;
    if (chat.title === '') return 'stays';
    if (chat.isGiven === 0) return isFirst && !isTitleOfAnother(rootId, chatId, chat.title) ? 'goes' : 'stays';
    const texts = statements.texts.all({ rootId }) as string[];
    return texts.some((text) => hasTitlesWords(text, chat.title)) ? 'offered' : 'stays';
  }

  /** Of several first messages, the title is made of one: whether that is another than the one that goes. */
  function isTitleOfAnother(rootId: number, chatId: number, title: string): boolean {
    const made = (statements.firstTexts.all({ chatId }) as { readonly id: number; readonly text: string }[]).map(
      ({ id, text }) => ({ isOwn: id === rootId, words: titleFromWords(text) }),
    );
    const exact = made.filter(({ words }) => words === title);
    const makers = exact.length > 0 ? exact : made.filter(({ words }) => words === withoutNumber(title));
    return makers.some(({ isOwn }) => !isOwn);
  }

  /** Where the branch that is shown ends then: on what was said beside it last, else before it. */
  function leafWithout({ id, parentId, chatId }: RootRow): number | null {
    const sibling = statements.sibling.get({ id, parentId, chatId }) as number | undefined;
    return sibling === undefined ? parentId : (statements.newestBelow.get({ rootId: sibling }) as number);
  }

  function eraseOne({ chatId, rootId, messageCount, dropsTitle }: ErasedPart, nowMs: number): void {
    if (statements.isThere.get(chatId) === undefined) throw noSuchChat();
    const root = rootOf(rootId);
    if (root.id !== rootId || root.chatId !== chatId || partOf(rootId).messageCount !== messageCount) {
      throw new CoreError('otherThanNamed');
    }
    const isWritten = statements.isUnderWay.get({ rootId }) ?? statements.isImportedInto.get({ chatId });
    if (isWritten !== undefined) throw new CoreError('waitForEnd');
    const hasShown = statements.isShown.get({ rootId, chatId }) !== undefined;
    if (hasShown) statements.show.run({ chatId, leafId: leafWithout(root) });
    const title = titleOf({ chatId, rootId });
    const { lastInsertRowid: leavingId } = statements.insertLeaving.run({ nowMs });
    statements.moveActs.run({ rootId, leavingId });
    statements.moveMessages.run({ rootId, leavingId });
    statements.cut.run({ rootId });
    if (title === 'goes' || (title === 'offered' && dropsTitle)) retitle(chatId);
  }

  const erase = connection.transaction(({ parts, nowMs }: Erasing): void => {
    for (const part of parts) eraseOne(part, nowMs);
  });

  const eraseAll = connection.transaction((nowMs: number): number[] => {
    if (statements.isImporting.get() !== undefined) throw new CoreError('waitForEnd');
    const goneIds = statements.leaveAll.all({ nowMs }) as number[];
    statements.resetApp.run();
    statements.forgetForms.run();
    // Nothing else is in it: it need not be taken apart message by message.
    index.clear();
    return goneIds;
  });

  function retitle(chatId: number): void {
    const firstText = statements.firstText.get(chatId) as string | undefined;
    statements.retitle.run({ chatId, title: titleFromWords(firstText ?? '') });
  }

  return {
    /** What goes with a message, and what else has words of it. Throws `noSuchTurn`. */
    whatGoesWith(messageId: number): Erasable {
      const part = partOf(messageId);
      return { ...part, title: titleOf(part), copies: copiesOf(part) };
    },
    /**
     * Takes messages out of their chats, all of them or none: from here on they are in none that anybody can see, and upkeep removes
     * them. Throws `otherThanNamed` where by now other messages would go than were counted, and `waitForEnd` where one of them is being
     * written, or something is imported into the chat.
     */
    erase: (erasing: Erasing): void => erase.immediate(erasing),
    /**
     * Takes all chats out of sight for good, deleted ones too, and all settings of the app. Gives the ids of those that are gone. Throws
     * `waitForEnd` while something is imported.
     */
    eraseAll: (nowMs: number): number[] => eraseAll.immediate(nowMs),
  };
}

function prepareErasingStatements(connection: Connection) {
  const part = `
    WITH RECURSIVE part (id) AS (
      SELECT @rootId UNION ALL SELECT messages.id FROM part JOIN messages ON messages.parent_id = part.id
    )`;
  const root = `
    SELECT messages.id, chat_id AS chatId, parent_id AS parentId, role
    FROM messages JOIN chats ON chats.id = chat_id AND ${isThere} AND ${isNotPending}`;
  return {
    isThere: connection.prepare(`SELECT 1 FROM chats WHERE id = ? AND ${isThere}`),
    root: connection.prepare(`${root} WHERE messages.id = ?`),
    isFirst: connection.prepare('SELECT 1 FROM messages WHERE id = ? AND parent_id IS NULL'),
    chat: connection.prepare('SELECT title, is_title_given AS isGiven FROM chats WHERE id = ?'),
    counts: connection.prepare(`
      ${part} SELECT COUNT(*) AS messageCount, COUNT(IIF(role = 'user', 1, NULL)) AS turnCount
      FROM part JOIN messages USING (id)`),
    texts: connection.prepare(`${part} SELECT text FROM part JOIN messages USING (id)`).pluck(),
    // Every message is looked at once, by its time, before anything else of its row is read. What the erased one stands below is another
    // turn, and an answer beside it is asked about with the whole turn. Of a copy and what follows it, the copy is named.
    copies: connection
      .prepare(`
        ${part}, erased (id, at_ms, role, text) AS MATERIALIZED (
          SELECT id, created_at_ms, role, text FROM part JOIN messages USING (id)
        ), above (id) AS (
          SELECT @rootId UNION ALL SELECT parent_id FROM above JOIN messages USING (id) WHERE parent_id IS NOT NULL
        ), alike (id) AS MATERIALIZED (
          SELECT DISTINCT copies.id FROM messages AS copies
          CROSS JOIN erased ON erased.at_ms = copies.created_at_ms AND erased.role = copies.role
            AND OCTET_LENGTH(erased.text) = OCTET_LENGTH(copies.text) AND erased.text = copies.text
          JOIN chats ON chats.id = copies.chat_id AND ${isThere}
          WHERE copies.id NOT IN (SELECT id FROM part) AND copies.id NOT IN (SELECT id FROM above)
            AND NOT (copies.role = 'assistant' AND copies.parent_id IS (SELECT parent_id FROM messages WHERE id = @rootId))
            AND NOT EXISTS (SELECT 1 FROM pending_messages WHERE message_id = copies.id)
        ), following (id) AS (
          SELECT messages.id FROM alike JOIN messages ON messages.parent_id = alike.id
          UNION SELECT messages.id FROM following JOIN messages ON messages.parent_id = following.id
        )
        SELECT id FROM alike WHERE id NOT IN (SELECT id FROM following) ORDER BY id`)
      .pluck(),
    sibling: connection
      .prepare(`
        SELECT id FROM messages WHERE parent_id IS @parentId AND chat_id = @chatId AND id <> @id
        ORDER BY id DESC LIMIT 1`)
      .pluck(),
    newestBelow: connection.prepare(`${part} SELECT MAX(id) FROM part`).pluck(),
    isUnderWay: connection.prepare(`${part} SELECT 1 FROM part JOIN messages USING (id) WHERE state = 'streaming'`),
    isShown: connection.prepare(
      `${part} SELECT 1 FROM part JOIN chats ON chats.active_leaf_id = part.id AND chats.id = @chatId`,
    ),
    show: connection.prepare('UPDATE chats SET active_leaf_id = @leafId WHERE id = @chatId'),
    insertLeaving: connection.prepare(`
      INSERT INTO chats (created_at_ms, updated_at_ms, deleted_at_ms, is_leaving) VALUES (@nowMs, @nowMs, @nowMs, 1)`),
    moveActs: connection.prepare(
      `${part} UPDATE window_acts SET chat_id = @leavingId WHERE leaf_id IN (SELECT id FROM part)`,
    ),
    moveMessages: connection.prepare(
      `${part} UPDATE messages SET chat_id = @leavingId WHERE id IN (SELECT id FROM part)`,
    ),
    cut: connection.prepare('UPDATE messages SET parent_id = NULL WHERE id = @rootId'),
    firstText: connection
      .prepare('SELECT text FROM messages WHERE chat_id = ? AND parent_id IS NULL ORDER BY id LIMIT 1')
      .pluck(),
    firstTexts: connection.prepare('SELECT id, text FROM messages WHERE chat_id = @chatId AND parent_id IS NULL'),
    leaveAll: connection
      .prepare(`
        UPDATE chats SET is_leaving = 1, deleted_at_ms = IFNULL(deleted_at_ms, @nowMs)
        WHERE is_leaving = 0 RETURNING id`)
      .pluck(),
    forgetForms: connection.prepare('DELETE FROM model_forms'),
    resetApp: connection.prepare('DELETE FROM settings WHERE chat_id IS NULL'),
    isImporting: connection.prepare(
      'SELECT 1 FROM chats WHERE import_id IS NOT NULL UNION ALL SELECT 1 FROM pending_messages',
    ),
    isImportedInto: connection.prepare(
      'SELECT 1 FROM pending_messages JOIN messages ON messages.id = message_id WHERE chat_id = @chatId',
    ),
    retitle: connection.prepare('UPDATE chats SET title = @title, is_title_given = 0 WHERE id = @chatId'),
  };
}
