import type { Tokenizer } from './tokenizer.ts';

/** Words and the ids that are said to be theirs. */
export interface GivenIds {
  readonly role: 'user' | 'assistant';
  readonly text: string;
  readonly tokenIds: readonly number[];
  readonly tokenizerHash: string;
}

/**
 * Whether ids are a tokenizer's own for the words: of a user's message those that it encodes them as; an answer's were sampled, and are
 * often not those, but they read as its words.
 */
export function doIdsFit({ role, text, tokenIds, tokenizerHash }: GivenIds, tokenizer: Tokenizer): boolean {
  if (tokenizerHash !== tokenizer.hash) return false;
  if (role === 'user') return areEqual(tokenIds, tokenizer.encode(text));
  // What stands for no text at all would go unnoticed in the text, and no model could read it.
  return tokenizer.decode(tokenIds) === text && !tokenIds.some((id) => isBeyond(id, tokenizer));
}

function isBeyond(id: number, tokenizer: Tokenizer): boolean {
  return id >= tokenizer.vocabularySize && tokenizer.decode([id]) === '';
}

function areEqual(one: readonly number[], two: readonly number[]): boolean {
  return one.length === two.length && one.every((id, index) => id === two[index]);
}
