import type { AppContract } from '../shared/contract.ts';
import { type ExportEvent, type ExportPreview, type ExportRequest, factsOfFormat } from '../shared/export-view.ts';
import type { AnsweredBy } from '../shared/views.ts';
import { CoreError, type Handlers } from '../shared/wire.ts';
import { wordsFor } from '../shared/words/catalogues.ts';
import type { CarryingParts } from './carrying-parts.ts';
import type { ChatParts } from './chat-parts.ts';
import type { Download } from './export/downloads.ts';
import { type ExportFile, type ExportFiles, type FilesOptions, openExportFiles } from './export/export-files.ts';
import { writeMarkdownMessages } from './export/markdown.ts';
import { countSelected, type ExportSource, selectedIds } from './export/read-chats.ts';
import { saveFiles } from './export/save.ts';
import { zipped } from './export/zip.ts';
import type { Ground } from './ground.ts';
import type { StoredMessage } from './store/messages.ts';
import { version } from './version.ts';

type HowMuch = Pick<FilesOptions, 'isTogether' | 'isBeginning'>;

type ExportMethods = Extract<keyof AppContract, `export.${string}`>;

/** Of a preview: some pages. */
const PREVIEW_CHARACTERS = 60_000;
/** Of what is copied or printed by a browser: what a page can hold and show. */
const MOST_CHARACTERS = 16_000_000;
const PROGRESS_EVERY_MS = 100;

/** Carrying what was said elsewhere; nothing that is stored changes. */
export function exportHandlers(app: Ground & ChatParts & CarryingParts): Pick<Handlers<AppContract>, ExportMethods> {
  const never = new AbortController().signal;
  const open = (request: ExportRequest, signal = never, source = sourceOf(app), how: HowMuch = {}) =>
    openExportFiles(source, request, { signal, nowMs: app.context.nowMs(), ...how });
  return {
    'export.count': async ({ selection }) => {
      const source = sourceOf(app);
      const counts = await countSelected(source, selectedIds(source, selection));
      return { ...counts, deletedChats: app.store.chats.countDeleted() };
    },
    'export.preview': async (request) => {
      // Half a replay is none: the first turns are one of their own.
      const isBeginning = factsOfFormat(request.format).preview === 'replay';
      return previewOf(await firstFile(open(request, never, sourceOf(app), { isBeginning })), request);
    },
    'export.text': async (request) => {
      const files = open(request, never, sourceOf(app), { isTogether: true });
      if (factsOfFormat(request.format).copies === 'one' && files.chatIds.length > 1) {
        throw new CoreError('badInput', { method: 'export.text', path: 'selection' });
      }
      return { text: await wholeText(await firstFile(files)) };
    },
    'export.turn': ({ chatId, turnId, language }) => turnAsMarkdown(app, { chatId, turnId, language }),
    'export.save': ({ destination, ...request }, send, asked) =>
      app.exports.run(asked, async (signal) => {
        const place = app.destinations.take(destination);
        if (!place) throw new CoreError('badInput', { method: 'export.save', path: 'destination' });
        const source = await withProgress(app, request, send);
        const needs = { destination: place, printPdf: app.printPdf, signal };
        return saveFiles(open(request, signal, source), request, needs);
      }),
    'export.download': (request, send, asked) =>
      app.exports.run(asked, async (signal) => {
        const source = await withProgress(app, request, send);
        const files = counting(open(request, signal, source));
        const download = await downloadOf(files, request, app.context.nowMs());
        const bytes = await app.downloads.offer(download, signal, (ticket) =>
          send({ type: 'ready', path: `/export/${ticket}` }),
        );
        return { path: null, ...files.made, bytes };
      }),
  };
}

function sourceOf(app: Ground & ChatParts & CarryingParts): ExportSource {
  return {
    store: app.store,
    newest: (chatId, messageId) => newestOf(app, chatId, messageId),
    windowTokensOf: (answeredBy) => windowTokensOf(app, answeredBy),
    onRead: () => {},
  };
}

/** Only of the model in use: what another one had is not stored. */
function windowTokensOf({ models }: Ground, answeredBy: AnsweredBy | null): number | null {
  const known = [models.loaded(), models.known()].find(
    (model) => model?.engine?.checkpointHash === answeredBy?.modelHash,
  );
  return answeredBy ? (known?.windowTokens ?? null) : null;
}

/** A chat that somebody works with may know more than is stored: words of an answer under way, an end that the disk did not take. */
function newestOf(
  app: Ground & ChatParts & CarryingParts,
  chatId: number,
  messageId: number,
): StoredMessage | undefined {
  const chat = app.chats.known(chatId);
  const message = chat?.branch.message(messageId);
  if (!chat || !message) return undefined;
  const live = chat.running?.messageId === messageId ? chat.running : null;
  if (live) return { ...message, text: live.text, tokenIds: live.ids };
  // Only after a disk that failed: nobody writes to it any more.
  return message.state === 'streaming' ? { ...message, state: 'stopped' } : message;
}

/** Tells how many messages were read, now and then. */
async function withProgress(
  app: Ground & ChatParts & CarryingParts,
  request: ExportRequest,
  send: (event: ExportEvent) => void,
): Promise<ExportSource> {
  const source = sourceOf(app);
  const counts = await countSelected(source, selectedIds(source, request.selection));
  const isAll = request.options.otherBranches || factsOfFormat(request.format).holds === 'everything';
  const totalMessages = counts.messages + (isAll ? counts.otherMessages : 0);
  let doneMessages = 0;
  let toldAtMs = performance.now();
  send({ type: 'progress', doneMessages, totalMessages });
  const onRead = (count: number) => {
    doneMessages += count;
    if (performance.now() - toldAtMs < PROGRESS_EVERY_MS) return;
    toldAtMs = performance.now();
    send({ type: 'progress', doneMessages: Math.min(doneMessages, totalMessages), totalMessages });
  };
  return { ...source, onRead };
}

/** Counts what is handed out: a chat that goes meanwhile is in none of the files. */
function counting(files: ExportFiles): ExportFiles & { readonly made: { files: number; chats: number } } {
  const made = { files: 0, chats: 0 };
  async function* counted() {
    for await (const file of files.files()) {
      made.files += 1;
      made.chats += file.chats;
      yield file;
    }
  }
  return { ...files, files: counted, made };
}

async function firstFile(files: ExportFiles): Promise<ExportFile> {
  for await (const file of files.files()) return file;
  throw new CoreError('nothingToExport');
}

async function previewOf(file: ExportFile, request: ExportRequest): Promise<ExportPreview> {
  const type = factsOfFormat(request.format).preview;
  let text = '';
  for await (const piece of file.pieces()) {
    if (type !== 'replay' && text.length > PREVIEW_CHARACTERS) return { type, text, isCut: true, fileName: file.name };
    text += piece;
  }
  return { type, text, isCut: file.isCut, fileName: file.name };
}

async function wholeText(file: ExportFile): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of file.bytes()) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length > MOST_CHARACTERS) throw new CoreError('exportTooLong', { mostCharacters: MOST_CHARACTERS });
  }
  return text + decoder.decode();
}

async function downloadOf(files: ExportFiles, request: ExportRequest, nowMs: number): Promise<Download> {
  const { folderName } = files;
  if (folderName !== null) {
    return { fileName: `${folderName}.zip`, contentType: 'application/zip', bytes: zipped(files.files(), nowMs) };
  }
  const file = await firstFile(files);
  return { fileName: file.name, contentType: factsOfFormat(request.format).contentType, bytes: file.bytes() };
}

interface TurnRequest {
  readonly chatId: number;
  readonly turnId: number;
  readonly language: string;
}

function turnAsMarkdown(
  app: Ground & ChatParts & CarryingParts,
  { chatId, turnId, language }: TurnRequest,
): Promise<{ text: string }> {
  return app.chats.with(chatId, (chat) => {
    const ids = chat.branch.messages.filter((message) => message.turnId === turnId).map(({ id }) => id);
    const messages = app.store.messages.withOrigins(ids).map((message) => ({
      ...message,
      ...newestOf(app, chatId, message.id),
      ...{ forgot: null, isSeen: null, isPinned: false, isLeftOut: false },
    }));
    if (messages.length === 0) throw new CoreError('noSuchTurn');
    const options = { otherBranches: false, receipts: false, forgetting: false };
    const words = wordsFor(language, []);
    const { archive } = app.store;
    const about = {
      writtenAtMs: app.context.nowMs(),
      version,
      words,
      archive,
      windowTokensOf: () => null,
      onRead: () => {},
    };
    const document = { chats: [], options, ...about };
    return { text: `${[...writeMarkdownMessages(messages, document, document.writtenAtMs)].join('').trimEnd()}\n` };
  });
}
