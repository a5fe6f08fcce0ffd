import { type ExportRequest, factsOfFormat } from '../../shared/export-view.ts';
import { CoreError } from '../../shared/wire.ts';
import { wordsFor } from '../../shared/words/catalogues.ts';
import { version } from '../version.ts';
import { beginningOf } from './beginning.ts';
import type { ExportChat, ExportDocument } from './document.ts';
import { datedWords, type FileNames, openFileNames } from './file-names.ts';
import { writers } from './formats.ts';
import { bytesInSteps } from './in-steps.ts';
import { titleOf } from './message-facts.ts';
import { type ExportSource, openExportChat, selectedIds } from './read-chats.ts';

export interface FilesOptions {
  readonly signal: AbortSignal;
  readonly nowMs: number;
  /** All chats in one file, whatever the format does by itself: to be copied or printed. Defaults to false. */
  readonly isTogether?: boolean;
  /** Only the first turns of each chat, to be shown. Defaults to false. */
  readonly isBeginning?: boolean;
}

/** One file, not made yet. */
export interface ExportFile {
  readonly name: string;
  readonly chats: number;
  /** More of its chats is in the whole file. */
  readonly isCut: boolean;
  pieces(): Iterable<string> | AsyncIterable<string>;
  bytes(): AsyncGenerator<Uint8Array>;
}

/** What a request comes to: how many files, what they are called together, and each of them when it is asked for. */
export interface ExportFiles {
  readonly chatIds: readonly number[];
  /** Several files: they come as one folder or archive of this name, which has no ending. */
  readonly folderName: string | null;
  files(): AsyncGenerator<ExportFile>;
}

/** Throws `nothingToExport` where there is no chat (any more). */
export function openExportFiles(source: ExportSource, request: ExportRequest, options: FilesOptions): ExportFiles {
  const chatIds = selectedIds(source, request.selection);
  if (chatIds.length === 0) throw new CoreError('nothingToExport');
  const { severalChats, ending } = factsOfFormat(request.format);
  const words = wordsFor(request.language, []);
  const names = openFileNames();
  const common = {
    options: request.options,
    writtenAtMs: options.nowMs,
    version,
    words,
    windowTokensOf: source.windowTokensOf,
    archive: source.store.archive,
    onRead: source.onRead,
  };
  const several = datedWords(options.nowMs, words.exported.fileName.several(chatIds.length));
  const fileOf = (document: ExportDocument, name: string): ExportFile => {
    const pieces = () => writers[request.format](document);
    const isCut = document.chats.some((chat) => chat.isCut);
    return { name, chats: document.chats.length, isCut, pieces, bytes: () => bytesInSteps(pieces(), options.signal) };
  };
  const openChat = async (chatId: number): Promise<ExportChat | null> => {
    options.signal.throwIfAborted();
    const chat = await openExportChat(source, chatId, request.options);
    return chat && options.isBeginning ? beginningOf(chat) : chat;
  };

  async function* filesEach(): AsyncGenerator<ExportFile> {
    for (const chatId of chatIds) {
      const chat = await openChat(chatId);
      if (!chat) continue;
      const document = { ...common, chats: [chat] };
      yield fileOf(document, nameOfChat(chat, document, ending, names));
    }
  }
  async function* oneFile(): AsyncGenerator<ExportFile> {
    const chats: ExportChat[] = [];
    for (const chatId of chatIds) {
      const chat = await openChat(chatId);
      if (chat) chats.push(chat);
    }
    const document = { ...common, chats };
    const [first] = chats;
    const isOne = chats.length === 1 && first !== undefined;
    yield fileOf(
      document,
      isOne ? nameOfChat(first, document, ending, names) : names.unique(several, ending, words.brand),
    );
  }
  const isTogether = options.isTogether || severalChats === 'oneFile';
  const isOneFile = isTogether || chatIds.length === 1;
  const folderName = isOneFile ? null : openFileNames().unique(several, '', words.brand);
  return { chatIds, folderName, files: isTogether ? oneFile : filesEach };
}

function nameOfChat(chat: ExportChat, { words }: ExportDocument, ending: string, names: FileNames): string {
  return names.unique(datedWords(chat.updatedAtMs, titleOf(chat, words)), ending, words.exported.fileName.untitled);
}
