import { randomUUID } from 'node:crypto';
import type { ImportReport } from '../../shared/import-view.ts';
import { readPalimpsestFile } from '../palimpsest-file/read-file.ts';
import type { MergedChat, MergedMessage, MergeOutcome } from '../store/archive-merger.ts';
import { retryWhileBusy } from '../store/busy.ts';
import { areUnchecked } from '../store/imported-ids.ts';
import type { Archive } from '../store/store-functions.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { withCheckedIds } from './check-ids.ts';
import { type FileReadingOptions, openFilePieces } from './file-pieces.ts';

export interface ImportOptions extends FileReadingOptions {
  readonly archive: Archive;
  /** The model's; null while there is none. */
  readonly tokenizer: Tokenizer | null;
}

/** What was done, and the chats in which something is new. */
export interface Imported {
  readonly report: ImportReport;
  readonly newChatIds: readonly number[];
  readonly changedChatIds: readonly number[];
}

/**
 * Takes over what a file has, by the uids (docs/export-format.md). Nothing of it is seen before all of it is there. Rejects with what
 * was wrong with the file or the disk, or with the signal's reason: nothing of it is seen then, and what there is leaves.
 */
export async function importFile(options: ImportOptions): Promise<Imported> {
  const { archive, tokenizer, signal } = options;
  const importId = randomUUID();
  // What an import before left in chats that are here would be shown with this one.
  while (await retryWhileBusy(() => archive.removeCutOff())) await turn();
  await retryWhileBusy(() => archive.begin(importId));
  try {
    const tally = openTally();
    let chat: MergedChat | null = null;
    for await (const item of readPalimpsestFile(openFilePieces(options))) {
      if (item.type === 'chat') {
        chat = await retryWhileBusy(() => archive.mergeChat(importId, item.chat));
        tally.addChat(chat);
        await turn();
        continue;
      }
      const messages = item.messages.map((message) => withCheckedIds(message, tokenizer));
      for (let start = 0; start < messages.length; ) {
        const { chatId } = chat as MergedChat;
        const rest = messages.slice(start);
        const outcomes = await retryWhileBusy(() => archive.mergeMessages(importId, chatId, rest));
        for (const [index, outcome] of outcomes.entries()) tally.addMessage(rest[index] as MergedMessage, outcome);
        start += outcomes.length;
        await turn();
        signal.throwIfAborted();
      }
    }
    await retryWhileBusy(() => archive.finish(importId));
    return tally.imported();
  } catch (error) {
    giveUp(archive, importId);
    throw error;
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Where even that cannot be written, nobody sees anything of it either, and the next start removes it. */
function giveUp(archive: Archive, importId: string): void {
  try {
    archive.abandon(importId);
  } catch {
    // What went wrong before is told.
  }
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

function openTally() {
  const report: Mutable<ImportReport> = {
    ...{ addedChats: 0, chatsHere: 0, addedMessages: 0, addedToChatsHere: 0, skippedMessages: 0 },
    ...{ changedMessages: 0, followingMessages: 0, renewedMessages: 0, uncheckedMessages: 0 },
  };
  const newChatIds: number[] = [];
  const changedChatIds = new Set<number>();
  let current: MergedChat | null = null;
  return {
    addChat(chat: MergedChat): void {
      current = chat;
      if (chat.isNew) newChatIds.push(chat.chatId);
      report[chat.isNew ? 'addedChats' : 'chatsHere'] += 1;
    },
    addMessage({ idsState = 'fit', givenIds }: MergedMessage, outcome: MergeOutcome): void {
      if (outcome === 'skipped') {
        report.skippedMessages += 1;
        return;
      }
      report.addedMessages += 1;
      if (outcome === 'changed') report.changedMessages += 1;
      if (outcome === 'follows') report.followingMessages += 1;
      // Not those that the file itself says this of.
      if (givenIds) report.renewedMessages += 1;
      if (areUnchecked(idsState)) report.uncheckedMessages += 1;
      if (!current || current.isNew) return;
      report.addedToChatsHere += 1;
      changedChatIds.add(current.chatId);
    },
    imported: (): Imported => ({ report, newChatIds, changedChatIds: [...changedChatIds] }),
  };
}
