import { inOrder, writeTreesToFile } from '../palimpsest-file/write-file.ts';
import type { ReadTree } from '../store/archive-reader.ts';
import type { ExportDocument } from './document.ts';

/** Chats whole, to be imported again: with all their branches, whatever else was ticked. */
export function writePalimpsest(document: ExportDocument): Iterable<string> {
  return writeTreesToFile(treesOf(document), document.version);
}

function* treesOf({ chats, archive, onRead }: ExportDocument): Generator<ReadTree | null> {
  for (const chatId of inOrder(chats.map(({ id }) => id))) {
    const tree = archive.read(chatId, { includesDeleted: true });
    yield tree && { ...tree, batches: telling(tree.batches, onRead) };
  }
}

function* telling<Item>(batches: Iterable<readonly Item[]>, onRead: (count: number) => void) {
  for (const batch of batches) {
    onRead(batch.length);
    yield batch;
  }
}
