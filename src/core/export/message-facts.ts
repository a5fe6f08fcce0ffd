import type { ReceiptView } from '../../shared/receipt-view.ts';
import { spokenSpeed } from '../../shared/spoken-speed.ts';
import { sentenceOf } from '../../shared/words/sentence-of.ts';
import type { Words } from '../../shared/words/words.ts';
import { toVisibleLine } from '../text/visible-text.ts';
import type { ExportDocument, ExportMessage } from './document.ts';

/** Who said it. */
export function whoSays({ role, answeredBy }: ExportMessage, { messages }: Words): string {
  if (role === 'user') return messages.you;
  return (answeredBy && toVisibleLine(answeredBy.modelName)) || messages.model;
}

/** Something that is told of a message beside its words. */
export interface MessageFact {
  readonly kind: 'time' | 'form' | 'kept' | 'ended' | 'failed' | 'unseen';
  readonly words: string;
}

/**
 * When it was said (with the date, where it was on another day than `dayMs`), in which form the model read it and how an answer ended, and what became of the turn: told
 * once, with the question.
 */
export function factsOf(message: ExportMessage, { words, options }: ExportDocument, dayMs: number): MessageFact[] {
  const ending = endingOf(message, words);
  const facts: MessageFact[] = [{ kind: 'time', words: words.formats.dayClock(message.createdAtMs, dayMs) }];
  if (options.receipts && message.form) {
    facts.push({ kind: 'form', words: words.exported.inForm(words.forms.names[message.form.name]) });
  }
  if (ending !== null) facts.push({ kind: message.state === 'failed' ? 'failed' : 'ended', words: ending });
  if (!options.forgetting || message.role !== 'user') return facts;
  if (message.isPinned) facts.push({ kind: 'kept', words: words.messages.pinned });
  if (message.isLeftOut) facts.push({ kind: 'unseen', words: words.messages.leftOut });
  else if (message.isSeen === false) facts.push({ kind: 'unseen', words: words.exported.notSeen });
  return facts;
}

function endingOf(message: ExportMessage, words: Words): string | null {
  const { role, state, receipt, failure } = message;
  if (role === 'user') return null;
  const { messages, exported } = words;
  if (message.isEdited) return words.branch.edited;
  if (state === 'streaming') return exported.stillWritten;
  if (state === 'failed') return failure ? sentenceOf(words, failure) : messages.failed;
  if (state === 'stopped') return receipt?.endedBy === 'user' ? messages.stopped : messages.cutOff;
  return receipt?.endedBy === 'length' ? messages.cutAtLength : null;
}

/** One figure of a receipt, with its word. */
export interface ReceiptPart {
  readonly kind: 'reused' | 'read' | 'written' | 'other';
  readonly words: string;
}

/** What an answer cost, as it is told under it on the page: what was not measured is absent. */
export function receiptParts(receipt: ReceiptView, { receipt: words, answers }: Words): ReceiptPart[] {
  const parts: ReceiptPart[] = [];
  const add = (kind: ReceiptPart['kind'], said: string) => parts.push({ kind, words: said });
  const shared = receipt.sharedTokens ?? 0;
  const own = receipt.reusedTokens - shared;
  if (own > 0 || shared === 0) add('reused', words.reused.words(own));
  if (shared > 0) add('reused', words.shared.words(shared));
  add('read', words.read.words(receipt.prefilledTokens));
  if (receipt.unreadTokens) add('other', words.unread.words(receipt.unreadTokens));
  if (receipt.takenOverTokens > 0) add('other', answers.takenOver.words(receipt.takenOverTokens));
  add('written', words.written.words(receipt.decodedTokens));
  if (receipt.firstTokenMs !== null) add('other', words.firstToken(receipt.firstTokenMs));
  const speed = spokenSpeed(receipt);
  if (speed !== null) add('other', words.speed(speed));
  if (receipt.rereadTokens) add('other', words.readAgain(receipt.rereadTokens, receipt.lostBecause));
  return parts;
}

/** A chat's title as one line; a word for it where it has none. */
export function titleOf({ title }: { readonly title: string }, { exported }: Words): string {
  return toVisibleLine(title) || exported.fileName.untitled;
}
