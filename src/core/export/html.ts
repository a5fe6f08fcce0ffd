import { exportStyleSources } from '../../shared/export-style-sources.ts';
import type { ForgotView } from '../../shared/window-view.ts';
import { nameTurn } from '../text/first-words.ts';
import type { ExportChat, ExportDocument, ExportMessage } from './document.ts';
import { htmlHead } from './html-head.ts';
import { htmlStyle } from './html-style.ts';
import { htmlText } from './html-text.ts';
import { factsOf, receiptParts, titleOf, whoSays } from './message-facts.ts';

/** Nothing is loaded and nothing runs, whatever stands in the file; the one style is named by its hash. */
const policy = `default-src 'none'; style-src ${exportStyleSources.page}; base-uri 'none'; form-action 'none'`;

/** Chats as one HTML file that needs nothing else. */
export function* writeHtml(document: ExportDocument): Iterable<string> {
  const { words, chats } = document;
  const title =
    chats.length === 1 && chats[0] ? titleOf(chats[0], words) : words.exported.fileName.several(chats.length);
  yield [...htmlHead({ words, version: document.version, policy, title, style: htmlStyle }), '<body>', ''].join('\n');
  for (const chat of chats) yield* writeChat(chat, document);
  const writtenBy = words.exported.writtenBy(document.version, document.writtenAtMs);
  yield `<footer>${htmlText(writtenBy)}</footer>\n</body>\n</html>\n`;
}

function* writeChat(chat: ExportChat, document: ExportDocument): Iterable<string> {
  const { words } = document;
  const { exported } = words;
  const deleted = chat.isDeleted ? `<p class="when">${htmlText(exported.deleted)}</p>` : '';
  const dates = htmlText(exported.dates(chat.createdAtMs, chat.updatedAtMs));
  yield `<main>\n<header><h1 dir="auto">${htmlText(titleOf(chat, words))}</h1><p class="when">${dates}</p>${deleted}</header>\n`;
  if (chat.shownCount === 0) yield `<p class="none">${htmlText(exported.nothingSaid)}</p>\n`;
  for (const message of chat.shown()) yield writeMessage(message, document, chat.createdAtMs);
  let number = 0;
  for (const branch of chat.others()) {
    number++;
    const after = exported.partsAfter(branch.partsAfter && nameTurn(branch.partsAfter.text));
    const name = htmlText(exported.otherBranch(number));
    yield `<section class="branch"><h2>${name}</h2><p class="when"><bdi>${htmlText(after)}</bdi></p></section>\n`;
    for (const message of branch.messages()) yield writeMessage(message, document, chat.createdAtMs);
  }
  yield '</main>\n';
}

function writeMessage(message: ExportMessage, document: ExportDocument, dayMs: number): string {
  const { words, options } = document;
  const forgot = options.forgetting && message.forgot ? writeForgot(message.forgot, document) : '';
  const facts = factsOf(message, document, dayMs)
    .map((fact) => `<bdi class="${fact.kind}">${htmlText(fact.words)}</bdi>`)
    .join(' · ');
  const text =
    message.text.trim() === ''
      ? `<p class="said none">${htmlText(words.exported.noWords)}</p>`
      : `<div class="said" dir="auto">${htmlText(message.text)}</div>`;
  const receipt = options.receipts && message.receipt ? writeReceipt(message.receipt, document) : '';
  const classes = [
    message.role === 'user' ? 'you' : 'model',
    ...(options.forgetting && (message.isSeen === false || message.isLeftOut) ? ['forgotten'] : []),
  ];
  const who = `<p class="who"><b><bdi>${htmlText(whoSays(message, words))}</bdi></b> · ${facts}</p>`;
  return `${forgot}<article class="${classes.join(' ')}">${who}\n${text}\n${receipt}</article>\n`;
}

function writeReceipt(receipt: NonNullable<ExportMessage['receipt']>, { words }: ExportDocument): string {
  const parts = receiptParts(receipt, words).map((part) => `<span class="${part.kind}">${htmlText(part.words)}</span>`);
  return `<p class="receipt">${parts.join(' · ')}</p>`;
}

function writeForgot({ turns, tokens, atMs }: ForgotView, { words }: ExportDocument): string {
  const { exported } = words;
  const names = turns.map((turn) => `<li><bdi>${htmlText(exported.forgotTurn(turn.name, turn.tokens))}</bdi></li>`);
  const title = htmlText(exported.forgot(turns.length, tokens, atMs));
  return `<aside class="forgot"><p>${title}</p><ul>${names.join('')}</ul></aside>\n`;
}
