import type { ArchivedMessage } from '../store/archive.ts';
import type { Archive } from '../store/store-functions.ts';
import { formatVersion, mostLineBytes, partUnits } from './format.ts';
import { MessageTree } from './message-tree.ts';
import { chatRecord, messageRecord, parentPlace } from './write-records.ts';

export interface FileContents {
  /** In any order: the file has those that were made first first. One that is not there any more when its turn comes is left out. */
  readonly chatIds: readonly number[];
  /** Chats that were deleted are written as well. Defaults to false. */
  readonly includesDeleted?: boolean;
  /** Of the Palimpsest that writes it. */
  readonly madeBy: string;
}

/**
 * Chats as a `.palimpsest` file (docs/export-format.md), in pieces of some hundred kilobytes that are read from the store when they
 * are asked for; everything else has its turn between two.
 */
export async function* writePalimpsestFile(archive: Archive, contents: FileContents): AsyncGenerator<string> {
  const { chatIds, includesDeleted = false, madeBy } = contents;
  const written = { chats: 0, messages: 0 };
  yield linesOf({ type: 'palimpsest', version: formatVersion, madeBy });
  // A chat stands before those that were branched from it.
  for (const chatId of [...new Set(chatIds)].sort((one, other) => one - other)) {
    for await (const piece of chatLines(archive, chatId, includesDeleted)) {
      written.chats += piece.chats;
      written.messages += piece.messages;
      yield piece.lines;
    }
  }
  yield linesOf({ type: 'end', ...written });
}

interface Piece {
  readonly lines: string;
  readonly chats: number;
  readonly messages: number;
}

async function* chatLines(archive: Archive, chatId: number, includesDeleted: boolean): AsyncGenerator<Piece> {
  const tree = archive.read(chatId, { includesDeleted });
  if (!tree) return;
  const { chat } = tree;
  const shows = chat.activeLeafId === null ? 0 : archive.placeOf(chatId, chat.activeLeafId);
  yield { lines: linesOf(chatRecord(chat, shows || null)), chats: 1, messages: 0 };
  const places = new Map<number, number>();
  const placing = { tree: new MessageTree(), placeOf: (archiveId: number) => places.get(archiveId) };
  const lineOf = (message: ArchivedMessage): string => {
    const place = placing.tree.add(parentPlace(message, placing.placeOf) ?? 0, message.role === 'user');
    places.set(message.id, place);
    return linesOf(messageRecord(message, place, placing));
  };
  for await (const batch of tree.batches) {
    yield { lines: batch.map(lineOf).join(''), chats: 0, messages: batch.length };
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A record as a line, or where that would be too long as the lines of its parts. */
export function linesOf(record: object): string {
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
