import type { ArchivedTree } from './archive.ts';
import type { ArchiveWriter } from './archive-writer.ts';
import { retryWhileBusy } from './busy.ts';

/**
 * Imports trees as one: all of them are there in the end, or none. Everything else has its turn between parts. Returns the chats'
 * ids. Rejects with what went wrong, once nothing of it can be seen. `onAdded` is told each chat before its messages.
 */
export async function writeTrees(
  archive: ArchiveWriter,
  importId: string,
  trees: Iterable<ArchivedTree> | AsyncIterable<ArchivedTree>,
  onAdded: (chatId: number) => void = () => {},
): Promise<number[]> {
  await retryWhileBusy(() => archive.begin(importId));
  try {
    for await (const { chat, batches } of trees) {
      const chatId = await retryWhileBusy(() => archive.addChat(importId, chat));
      await retryWhileBusy(() => onAdded(chatId));
      await turn();
      for await (const batch of batches) {
        for (let start = 0; start < batch.length; ) {
          const rest = batch.slice(start);
          start += await retryWhileBusy(() => archive.addMessages(importId, chatId, rest));
          await turn();
        }
      }
    }
    return await retryWhileBusy(() => archive.finish(importId));
  } catch (error) {
    giveUp(archive, importId);
    throw error;
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Where even that cannot be written, nobody sees anything of it either, and the next start removes it. */
function giveUp(archive: ArchiveWriter, importId: string): void {
  try {
    archive.abandon(importId);
  } catch {
    // What went wrong before is told.
  }
}
