import { writeTreesToFile } from '../palimpsest-file/write-file.ts';
import type { ExportDocument } from './document.ts';

/** Chats whole, to be imported again: with all their branches, whatever else was ticked. */
export function writePalimpsest({ chats, version }: ExportDocument): Iterable<string> {
  // A chat was made before those that were branched from it.
  const inOrder = [...chats].sort((one, other) => one.id - other.id);
  function* trees() {
    for (const chat of inOrder) yield chat.tree();
  }
  return writeTreesToFile(trees(), version);
}
