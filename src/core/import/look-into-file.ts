import type { ImportContents } from '../../shared/import-view.ts';
import { readPalimpsestFile } from '../palimpsest-file/read-file.ts';
import type { Archive } from '../store/store-functions.ts';
import { type FileReadingOptions, openFilePieces } from './file-pieces.ts';

/** Reads a file to its end and says what is in it. Throws `badImport` where it could not be imported. */
export async function lookIntoFile(archive: Archive, options: FileReadingOptions): Promise<ImportContents> {
  let [chats, messages, deletedChats, chatsHere] = [0, 0, 0, 0];
  let [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for await (const item of readPalimpsestFile(openFilePieces(options))) {
    if (item.type === 'chat') {
      chats += 1;
      if (item.chat.deletedAtMs !== undefined) deletedChats += 1;
      if (archive.hasChat(item.chat.uid)) chatsHere += 1;
      continue;
    }
    messages += item.messages.length;
    for (const { createdAtMs } of item.messages) {
      fromMs = Math.min(fromMs, createdAtMs);
      toMs = Math.max(toMs, createdAtMs);
    }
  }
  const times = messages > 0 ? { fromMs, toMs } : { fromMs: null, toMs: null };
  return { chats, messages, deletedChats, chatsHere, ...times };
}
