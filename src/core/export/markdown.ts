import type { ForgotView } from '../../shared/window-view.ts';
import { nameTurn } from '../text/first-words.ts';
import type { ExportChat, ExportDocument, ExportMessage } from './document.ts';
import { markdownText, markdownWords } from './markdown-text.ts';
import { factsOf, receiptParts, titleOf, whoSays } from './message-facts.ts';

/** Chats as Markdown (CommonMark). What was said is escaped, so that it reads as it was said. */
export function* writeMarkdown(document: ExportDocument): Iterable<string> {
  const { exported } = document.words;
  for (const chat of document.chats) yield* writeChat(chat, document);
  yield `---\n\n*${markdownWords(exported.writtenBy(document.version, document.writtenAtMs))}*\n`;
}

/** Messages alone, without what a file has around them. */
export function* writeMarkdownMessages(
  messages: Iterable<ExportMessage>,
  document: ExportDocument,
  dayMs: number,
): Iterable<string> {
  for (const message of messages) yield writeMessage(message, document, dayMs);
}

function* writeChat(chat: ExportChat, document: ExportDocument): Iterable<string> {
  const { exported } = document.words;
  const dates = exported.dates(chat.createdAtMs, chat.updatedAtMs);
  yield `# ${markdownWords(titleOf(chat, document.words))}\n\n*${markdownWords(dates)}*\n\n`;
  if (chat.isDeleted) yield `*${markdownWords(exported.deleted)}*\n\n`;
  if (chat.shownCount === 0) yield `*${markdownWords(exported.nothingSaid)}*\n\n`;
  yield* writeMarkdownMessages(chat.shown(), document, chat.createdAtMs);
  let number = 0;
  for (const branch of chat.others()) {
    number++;
    const after = exported.partsAfter(branch.partsAfter && nameTurn(branch.partsAfter.text));
    yield `## ${markdownWords(exported.otherBranch(number))}\n\n*${markdownWords(after)}*\n\n`;
    yield* writeMarkdownMessages(branch.messages(), document, chat.createdAtMs);
  }
}

function writeMessage(message: ExportMessage, document: ExportDocument, dayMs: number): string {
  const { words, options } = document;
  const facts = factsOf(message, document, dayMs)
    .map((fact) => markdownWords(fact.words))
    .join(' · ');
  const parts = [
    ...(options.forgetting && message.forgot ? [writeForgot(message.forgot, document)] : []),
    `**${markdownWords(whoSays(message, words))}** · *${facts}*`,
    markdownText(message.text) || `*${markdownWords(words.exported.noWords)}*`,
  ];
  if (options.receipts && message.receipt) {
    const receipt = receiptParts(message.receipt, words).map((part) => markdownWords(part.words));
    parts.push(`*${receipt.join(' · ')}*`);
  }
  return `${parts.join('\n\n')}\n\n`;
}

function writeForgot({ turns, tokens, atMs }: ForgotView, { words }: ExportDocument): string {
  const { exported } = words;
  const lines = turns.map((turn) => `> - ${markdownWords(exported.forgotTurn(turn.name, turn.tokens))}`);
  return [`> ${markdownWords(exported.forgot(turns.length, tokens, atMs))}`, '>', ...lines].join('\n');
}
