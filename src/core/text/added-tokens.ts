import { whitespaceClass } from './pre-tokens.ts';

/** A token that was added to a vocabulary: found in a text as it is written, before the text is split into words. */
export interface AddedToken {
  readonly content: string;
  readonly id: number;
  /** No text: what a person types is not taken for it. */
  readonly isSpecial: boolean;
  /** Looked for after those that are not, in what these leave. */
  readonly isNormalized: boolean;
  /** Only where no letter, mark, digit or underscore stands beside it. */
  readonly isSingleWord: boolean;
  /** Takes the white space before it, or behind it, along. */
  readonly stripsLeft: boolean;
  readonly stripsRight: boolean;
}

/** A text cut at its added tokens: stretches of plain text, and ids. */
export type SplitAddedTokens = (text: string) => readonly (string | number)[];

interface TrieNode {
  readonly next: Map<number, TrieNode>; // [UTF-16 code unit]
  token: AddedToken | null;
}

const wordBefore = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]$/u;
const wordBehind = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;
const space = new RegExp(`[${whitespaceClass}]`, 'u');

/**
 * Finds added tokens as the reference does (Hugging Face tokenizers 0.23, added_vocabulary.rs, with encode_special_tokens):
 * the leftmost first and of those the longest. Null where a text can hold none, so that nothing is looked for.
 */
export function openAddedTokens(tokens: readonly AddedToken[]): SplitAddedTokens | null {
  if (!tokens.some((token) => !token.isSpecial)) return null;
  const first = openFinder(tokens.filter((token) => !token.isNormalized));
  const second = openFinder(tokens.filter((token) => token.isNormalized));
  return (text) => first(text).flatMap((part) => (typeof part === 'string' ? second(part) : [part]));
}

function openFinder(tokens: readonly AddedToken[]): SplitAddedTokens {
  const root = makeTrie(tokens);
  if (root.next.size === 0) return (text) => [text];
  // Asked at each character of a draft at each keystroke.
  const begins = new Uint8Array(0x10000); // [UTF-16 code unit]
  for (const unit of root.next.keys()) begins[unit] = 1;

  return (text) => {
    const parts: (string | number)[] = [];
    let partStart = 0;
    for (let index = 0; index < text.length; index++) {
      if (begins[text.charCodeAt(index)] === 0) continue;
      const token = longestAt(root, text, index);
      if (!token) continue;
      const end = index + token.content.length;
      const isPlain = token.isSpecial || (token.isSingleWord && !standsAlone(text, index, end));
      if (!isPlain) {
        // What the token before has taken along is not taken again.
        const start = token.stripsLeft ? Math.max(partStart, spaceStart(text, index)) : index;
        if (partStart < start) parts.push(text.slice(partStart, start));
        const stop = token.stripsRight ? end + spaceLength(text, end) : end;
        // White space that is a token itself, and that the token before has taken along.
        if (start < stop) parts.push(token.id);
        partStart = stop;
      }
      // Also what was not taken is not looked into again.
      index = end - 1;
    }
    if (partStart < text.length) parts.push(text.slice(partStart));
    return parts;
  };
}

function makeTrie(tokens: readonly AddedToken[]): TrieNode {
  const root: TrieNode = { next: new Map(), token: null };
  for (const token of tokens) {
    if (token.content === '') continue;
    let node = root;
    for (let index = 0; index < token.content.length; index++) {
      const unit = token.content.charCodeAt(index);
      const known = node.next.get(unit);
      const next = known ?? { next: new Map(), token: null };
      if (!known) node.next.set(unit, next);
      node = next;
    }
    node.token = token;
  }
  return root;
}

function longestAt(root: TrieNode, text: string, start: number): AddedToken | null {
  let node: TrieNode | undefined = root;
  let longest: AddedToken | null = null;
  for (let index = start; index < text.length; index++) {
    node = node.next.get(text.charCodeAt(index));
    if (!node) break;
    longest = node.token ?? longest;
  }
  return longest;
}

/** Whole characters beside it are looked at: two code units are enough. */
function standsAlone(text: string, start: number, end: number): boolean {
  return !wordBefore.test(text.slice(Math.max(0, start - 2), start)) && !wordBehind.test(text.slice(end, end + 2));
}

function spaceStart(text: string, end: number): number {
  let start = end;
  while (start > 0 && space.test(text.charAt(start - 1))) start--;
  return start;
}

function spaceLength(text: string, start: number): number {
  let length = 0;
  while (start + length < text.length && space.test(text.charAt(start + length))) length++;
  return length;
}
