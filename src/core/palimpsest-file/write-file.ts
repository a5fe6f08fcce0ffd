import type { ArchivedMessage } from '../store/archive.ts';
import type { ReadTree } from '../store/archive-reader.ts';
import type { Archive } from '../store/store-functions.ts';
import { formatVersion, mostLineBytes, partUnits } from './format.ts';
import { MessageTree } from './message-tree.ts';
import { chatRecord, messageRecord, parentPlace } from './write-records.ts';

/**
 * Chats as a `.palimpsest` file (docs/export-format.md), a record at a time; what they hold is read when it is asked for. A chat must stand
 * before those that were branched from it. `madeBy`: the version of the Palimpsest that writes it.
 */
export function* writeTreesToFile(trees: Iterable<ReadTree | null>, madeBy: string): Generator<string> {
  const written = { chats: 0, messages: 0 };
  yield linesOf({ type: 'palimpsest', version: formatVersion, madeBy });
  for (const tree of trees) {
    // It is gone meanwhile, or would come as one more new chat.
    if (!tree || tree.isEmpty) continue;
    written.chats += 1;
    yield linesOf(chatRecord(tree.chat, tree.leafPlace));
    const places = new Map<number, number>();
    const placing = { tree: new MessageTree(), placeOf: (archiveId: number) => places.get(archiveId) };
    const lineOf = (message: ArchivedMessage): string => {
      const place = placing.tree.add(parentPlace(message, placing.placeOf) ?? 0, message.role === 'user');
      places.set(message.id, place);
      return linesOf(messageRecord(message, place, placing));
    };
    for (const batch of tree.batches) {
      written.messages += batch.length;
      for (const message of batch) yield lineOf(message);
    }
  }
  yield linesOf({ type: 'end', ...written });
}

/** The same of chats of a store; deleted ones as well. */
export function writeChatsToFile(archive: Archive, chatIds: readonly number[], madeBy: string): Generator<string> {
  function* trees() {
    for (const chatId of inOrder(chatIds)) yield archive.read(chatId, { includesDeleted: true });
  }
  return writeTreesToFile(trees(), madeBy);
}

/** A chat was made before those that were branched from it. */
export function inOrder(chatIds: readonly number[]): number[] {
  return [...new Set(chatIds)].sort((one, other) => one - other);
}

/** A record as a line, or where that would be too long as the lines of its parts. */
function linesOf(record: object): string {
  const json = JSON.stringify(record);
  // No character takes more than three bytes a unit.
  if (3 * json.length < mostLineBytes || Buffer.byteLength(json) < mostLineBytes) return `${json}\n`;
  const of = Math.ceil(json.length / partUnits);
  const parts = Array.from({ length: of }, (_, index) => {
    const piece = json.slice(index * partUnits, (index + 1) * partUnits);
    return `${JSON.stringify({ type: 'part', part: index + 1, of, json: piece })}\n`;
  });
  return parts.join('');
}
