import { createHash } from 'node:crypto';
import { toWellFormed } from '../text/well-formed.ts';
import type { ArchivedChat, ArchivedMessage } from './archive.ts';
import { openMessageInsertion } from './archive-insertion.ts';
import { BATCH_MS, openChatInsertion } from './archive-writer.ts';
import type { Connection } from './connection.ts';
import { openPendingRemoval } from './pending-messages.ts';
import type { AddedMessage, RunningImports } from './running-imports.ts';
import { packTokenIds } from './token-ids.ts';
import { isThere } from './visible-chats.ts';

/** A message that comes from outside. */
export interface MergedMessage extends ArchivedMessage {
  /** The ids that it came with, where they did not fit and `tokenIds` are others. */
  readonly givenIds?: readonly number[];
}

/**
 * `skipped`: it is here already; `changed`: another one of its name is, beside which it was stored under a new name; `follows`: the same
 * one is, but here it hangs on another message.
 */
export type MergeOutcome = 'added' | 'skipped' | 'changed' | 'follows';

export interface MergedChat {
  readonly chatId: number;
  /** False: it was here before. It stays as it is, and gets only messages that it lacks. */
  readonly isNew: boolean;
}

export type ArchiveMerger = ReturnType<typeof openArchiveMerger>;

/**
 * Writes chats under the name of an import as the archive's writer does, and by their uids: a chat that is here gets the messages that it
 * lacks. One is the same when its parent, role, text and ids are; one that goes by the same uid and is not gets a uid made of both,
 * so that what comes twice is here once. The import is begun, finished and given up by the writer.
 */
export function openArchiveMerger(relaxed: Connection, imports: RunningImports) {
  const statements = prepareMergerStatements(relaxed);
  const insertChat = openChatInsertion(relaxed);
  const insertMessage = openMessageInsertion(relaxed);

  const mergeChat = relaxed.transaction((importId: string, chat: ArchivedChat): MergedChat => {
    const here = statements.chatByUid.get(chat.uid) as ChatHere | undefined;
    if (here?.isThere === 1) return { chatId: here.id, isNew: false };
    // Of one that is gone for everybody.
    if (here) statements.freeChatUid.run(here.id);
    return { chatId: insertChat(importId, chat), isNew: true };
  });

  /** Finds whether it is here, under its own uid or one that was made of it; else the uid that it gets. */
  function lookUp(message: MergedMessage, chat: MergeTarget, parentId: number | null): LookedUp {
    let outcome: MergeOutcome = 'added';
    for (let uid = message.uid; ; uid = derivedUid({ ...message, uid }, chat.uid, uidOf(parentId))) {
      const here = statements.messageByUid.get(uid) as MessageHere | undefined;
      if (here && isOfNobody(here, chat.chatId)) statements.freeMessageUid.run(here.id);
      else if (here) {
        const hasSame = here.chatId === chat.chatId && hasSameContent(here, message);
        if (hasSame && here.parentId === parentId) return { hereId: here.id };
        if (uid === message.uid) outcome = hasSame ? 'follows' : 'changed';
        continue;
      }
      return { uid, outcome };
    }
  }

  const uidOf = (messageId: number | null) =>
    messageId === null ? null : (statements.uidOf.get(messageId) as string | undefined);

  function merge(importId: string, chat: MergeTarget, message: MergedMessage, find: Find): Merged | null {
    const parent = message.parentId === null ? null : find(message.parentId);
    // It hangs on one that was removed here meanwhile.
    if (parent === undefined || (parent && !chat.isNew && statements.isHere.get(parent.id) === undefined)) return null;
    const found = lookUp(message, chat, parent?.id ?? null);
    const { role } = message;
    if ('hereId' in found) return { outcome: 'skipped', added: { id: found.hereId, role } };
    // A key is its page's own, and acts are a chat's.
    const kept = { ...message, sendKey: null, uid: found.uid, ...(!chat.isNew && { acts: [] }) };
    const id = insertMessage(chat.chatId, kept, find);
    if (!chat.isNew) statements.addPending.run({ id, importId });
    if (chat.isNew && message.id === chat.activeLeafId) statements.show.run({ chatId: chat.chatId, leafId: id });
    return { outcome: found.outcome, added: { id, role } };
  }

  const mergeMessages = relaxed.transaction((importId: string, chatId: number, messages: readonly MergedMessage[]) => {
    const chat = imports.chat(importId, chatId);
    const startedAtMs = performance.now();
    const outcomes: MergeOutcome[] = [];
    // What is told to the import only once it is stored: a transaction that fails is tried again.
    const added = new Map<number, AddedMessage>();
    const find = (archiveId: number) => added.get(archiveId) ?? chat.ids.get(archiveId);
    const isGone = !chat.isNew && statements.isThere.get(chatId) === undefined;
    for (const message of messages) {
      const merged = isGone ? null : merge(importId, chat, message, find);
      if (merged) added.set(message.id, merged.added);
      outcomes.push(merged?.outcome ?? 'skipped');
      if (performance.now() - startedAtMs >= BATCH_MS) break;
    }
    return { outcomes, added };
  });

  return {
    /** Whether a chat of this uid is here, deleted or not. */
    hasChat: (uid: string): boolean => (statements.chatByUid.get(uid) as ChatHere | undefined)?.isThere === 1,
    /** A chat to come: the one that is here, or a new one of an import. The one before is complete. */
    mergeChat(importId: string, chat: ArchivedChat): MergedChat {
      for (const { chatId } of imports.require(importId).values()) imports.closeChat(importId, chatId);
      const merged = mergeChat.immediate(importId, chat);
      imports.addChat(importId, { ...merged, uid: chat.uid, activeLeafId: chat.activeLeafId });
      return merged;
    },
    /** Stores as many of these messages, in order, as a few milliseconds let it, at least one, and returns what came of each. */
    mergeMessages(importId: string, chatId: number, messages: readonly MergedMessage[]): MergeOutcome[] {
      const { ids } = imports.chat(importId, chatId);
      const { outcomes, added } = mergeMessages.immediate(importId, chatId, messages);
      for (const [archiveId, message] of added) ids.set(archiveId, message);
      return outcomes;
    },
    /** Removes some of what imports that do not go on left in chats. True while there is more. */
    removeCutOff: openPendingRemoval(relaxed, imports),
  };
}

interface ChatHere {
  readonly id: number;
  readonly isThere: number;
}

interface MessageHere {
  readonly id: number;
  readonly chatId: number;
  readonly parentId: number | null;
  readonly role: string;
  readonly text: string;
  readonly tokenIds: Buffer;
  readonly areRenewed: number;
  readonly isChatThere: number;
}

interface MergeTarget {
  readonly chatId: number;
  readonly uid: string;
  readonly activeLeafId: number | null;
  readonly isNew: boolean;
}

type LookedUp = { readonly hereId: number } | { readonly uid: string; readonly outcome: MergeOutcome };
type Find = (archiveId: number) => AddedMessage | undefined;

interface Merged {
  readonly outcome: MergeOutcome;
  readonly added: AddedMessage;
}

/** Of a chat that is gone, or of another import, which was cut off. */
function isOfNobody(here: MessageHere, chatId: number): boolean {
  return here.chatId !== chatId && here.isChatThere === 0;
}

function hasSameContent(here: MessageHere, message: MergedMessage): boolean {
  if (here.role !== message.role || here.text !== toWellFormed(message.text)) return false;
  if (here.areRenewed === 1) return true;
  const { givenIds = message.tokenIds, tokenIds } = message;
  return [givenIds, tokenIds].some((ids) => here.tokenIds.equals(packTokenIds(ids)));
}

function derivedUid(message: MergedMessage, chatUid: string, parentUid: string | null | undefined): string {
  const { uid, role, text, givenIds, tokenIds } = message;
  const content = [uid, chatUid, parentUid, role, text, givenIds ?? tokenIds];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
}

function prepareMergerStatements(relaxed: Connection) {
  const isChatThere = `EXISTS (SELECT 1 FROM chats WHERE chats.id = chat_id AND ${isThere})`;
  return {
    chatByUid: relaxed.prepare(`SELECT id, (${isThere}) AS isThere FROM chats WHERE uid = UNHEX(?)`),
    freeChatUid: relaxed.prepare('UPDATE chats SET uid = RANDOMBLOB(16) WHERE id = ?'),
    isThere: relaxed.prepare(`SELECT 1 FROM chats WHERE id = ? AND ${isThere}`),
    messageByUid: relaxed.prepare(`
      SELECT
        id, chat_id AS chatId, parent_id AS parentId, role, text, token_ids AS tokenIds, ${isChatThere} AS isChatThere,
        EXISTS (SELECT 1 FROM imported_ids WHERE message_id = messages.id AND state = 'renewed') AS areRenewed
      FROM messages WHERE uid = UNHEX(?)`),
    freeMessageUid: relaxed.prepare('UPDATE messages SET uid = RANDOMBLOB(16) WHERE id = ?'),
    isHere: relaxed.prepare('SELECT 1 FROM messages WHERE id = ?'),
    uidOf: relaxed.prepare('SELECT LOWER(HEX(uid)) FROM messages WHERE id = ?').pluck(),
    addPending: relaxed.prepare('INSERT INTO pending_messages (message_id, import_id) VALUES (@id, @importId)'),
    show: relaxed.prepare('UPDATE chats SET active_leaf_id = @leafId WHERE id = @chatId'),
  };
}
