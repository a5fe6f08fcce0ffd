import type { ForgotView } from '../../shared/window-view.ts';
import { nameTurn } from '../text/first-words.ts';
import type { ExportChat, ExportDocument, ExportMessage } from './document.ts';
import { factsOf, receiptParts, titleOf, whoSays } from './message-facts.ts';
import { saidWords } from './said-words.ts';

/** Chats as plain text. What was said is indented, so that no words can look like what stands around them. */
export function* writePlainText(document: ExportDocument): Iterable<string> {
  for (const chat of document.chats) yield* writeChat(chat, document);
  yield `${document.words.exported.writtenBy(document.version, document.writtenAtMs)}\n`;
}

function* writeChat(chat: ExportChat, document: ExportDocument): Iterable<string> {
  const { exported } = document.words;
  yield `${titleOf(chat, document.words)}\n${exported.dates(chat.createdAtMs, chat.updatedAtMs)}\n`;
  if (chat.isDeleted) yield `${exported.deleted}\n`;
  yield '\n';
  if (chat.shownCount === 0) yield `${exported.nothingSaid}\n\n`;
  for (const message of chat.shown()) yield writeMessage(message, document, chat.createdAtMs);
  let number = 0;
  for (const branch of chat.others()) {
    number++;
    const after = exported.partsAfter(branch.partsAfter && nameTurn(branch.partsAfter.text));
    yield `${exported.otherBranch(number)}\n${after}\n\n`;
    for (const message of branch.messages()) yield writeMessage(message, document, chat.createdAtMs);
  }
}

function writeMessage(message: ExportMessage, document: ExportDocument, dayMs: number): string {
  const { words, options } = document;
  const lines = [
    ...(options.forgetting && message.forgot ? [...forgotLines(message.forgot, document), ''] : []),
    [whoSays(message, words), ...factsOf(message, document, dayMs).map((fact) => fact.words)].join(' · '),
    ...(message.text.trim() === '' ? [`(${words.exported.noWords})`] : saidLines(message.text)),
  ];
  if (options.receipts && message.receipt) {
    lines.push(
      receiptParts(message.receipt, words)
        .map((part) => part.words)
        .join(' · '),
    );
  }
  return `${lines.join('\n')}\n\n`;
}

function saidLines(text: string): string[] {
  return saidWords(text)
    .split('\n')
    .map((line) => (line.trim() === '' ? '' : `  ${line}`));
}

function forgotLines({ turns, tokens, atMs }: ForgotView, { words }: ExportDocument): string[] {
  const { exported } = words;
  return [
    `[${exported.forgot(turns.length, tokens, atMs)}]`,
    ...turns.map((turn) => `[${exported.forgotTurn(turn.name, turn.tokens)}]`),
  ];
}
