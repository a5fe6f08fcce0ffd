import { createHash } from 'node:crypto';
import { type AddedToken, openAddedTokens } from './added-tokens.ts';
import { type BasicWordsRules, isWrittenClose, splitBasicWords } from './basic-words.ts';
import { PieceCache } from './piece-cache.ts';
import type { TextStream } from './text-stream.ts';
import type { Tokenizer } from './tokenizer.ts';

/** A tokenizer of BERT's kind, as Chinese GPT-2s have it: words, and the longest known pieces of them. */
export interface WordPieceDescription {
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly words: BasicWordsRules;
  /** Stands before a piece that goes on with a word: "##". */
  readonly continuation: string;
  readonly unknownTokenId: number;
  readonly endTokenId: number | null;
  /** In UTF-16 units beyond which a word is unknown. */
  readonly longestWord: number;
  /** Those that are special stand for no text; the others are found in it as they are written. */
  readonly addedTokens: readonly AddedToken[];
}

const cachedWordCount = 16_384;
const longestCachedWord = 64;

/** The tokenizer that a description stands for. What it forgets of a text (case, accents, spaces) is not in its ids. */
export function makeWordPieceTokenizer(description: WordPieceDescription): Tokenizer {
  const { vocabulary, addedTokens } = description;
  const texts = tabulateTexts(description);
  const splitAdded = openAddedTokens(addedTokens);
  const cache = new PieceCache(cachedWordCount);

  function encodeWord(word: string): readonly number[] {
    const known = cache.get(word);
    if (known) return known;
    const ids = piecesOf(word, description);
    if (word.length <= longestCachedWord) cache.set(word, ids);
    return ids;
  }

  const openTextStream = () => new WordPieceStream(texts, description.continuation);
  return {
    forgetPieces: () => cache.clear(),
    hash: hashDescription(description),
    vocabularySize: highestId([...vocabulary.values(), ...addedTokens.map(({ id }) => id)]) + 1,
    endTokenId: description.endTokenId,
    encode(text) {
      const parts = splitAdded ? splitAdded(text) : [text];
      return parts.flatMap((part) =>
        typeof part === 'number' ? [part] : splitBasicWords(part, description.words).flatMap(encodeWord),
      );
    },
    decode: (ids) => openTextStream().append(ids),
    openTextStream,
  };
}

/** The longest piece that a word begins with, then of what is left; unknown as a whole where nothing fits. */
function piecesOf(word: string, description: WordPieceDescription): number[] {
  const { vocabulary, continuation, unknownTokenId, longestWord } = description;
  const characters = [...word];
  if (characters.length > longestWord) return [unknownTokenId];
  const ids: number[] = [];
  let start = 0;
  while (start < characters.length) {
    let end = characters.length;
    let id: number | undefined;
    for (; end > start; end--) {
      const piece = characters.slice(start, end).join('');
      id = vocabulary.get(start === 0 ? piece : continuation + piece);
      if (id !== undefined) break;
    }
    if (id === undefined) return [unknownTokenId];
    ids.push(id);
    start = end;
  }
  return ids;
}

/** Marks that no space stands before, as the reference's decoder has it. */
const closing = new Set(['.', '?', '!', ',']);

/**
 * Words with spaces between, as the reference decodes them; but none beside Chinese characters and their punctuation, where
 * encoding puts them: the text has the same ids without.
 */
class WordPieceStream implements TextStream {
  /** Every token is whole characters. */
  readonly isInsideCharacter = false;
  readonly #texts: readonly (string | undefined)[];
  readonly #continuation: string;
  #last: string | null = null;

  constructor(texts: readonly (string | undefined)[], continuation: string) {
    this.#texts = texts;
    this.#continuation = continuation;
  }

  append(ids: readonly number[]): string {
    let text = '';
    for (const id of ids) text += this.#add(this.#texts[id]);
    return text;
  }

  flush(): string {
    return '';
  }

  #add(token: string | undefined): string {
    if (token === undefined || token === '') return '';
    const goesOn = token.startsWith(this.#continuation) && token.length > this.#continuation.length;
    const shown = goesOn ? token.slice(this.#continuation.length) : token;
    const before = this.#last;
    this.#last = [...shown].at(-1) as string;
    const isClose = before === null || goesOn || closing.has(shown) || isWrittenClose(before) || beginsClose(shown);
    return isClose ? shown : ` ${shown}`;
  }
}

function beginsClose(text: string): boolean {
  return isWrittenClose(String.fromCodePoint(text.codePointAt(0) as number));
}

function tabulateTexts({ vocabulary, addedTokens }: WordPieceDescription): readonly (string | undefined)[] {
  const length = highestId([...vocabulary.values(), ...addedTokens.map(({ id }) => id)]) + 1;
  const texts = new Array<string | undefined>(length).fill(undefined);
  for (const [token, id] of vocabulary) texts[id] = token;
  for (const { content, id } of addedTokens) texts[id] = content;
  return texts;
}

function highestId(ids: readonly number[]): number {
  return ids.reduce((highest, id) => Math.max(highest, id), -1);
}

/** The same whichever files the vocabulary was read from. */
function hashDescription({ vocabulary, words, addedTokens, ...others }: WordPieceDescription): string {
  const hash = createHash('sha256').update('WordPiece');
  hash.update(JSON.stringify([...vocabulary].sort((one, other) => one[1] - other[1])));
  hash.update(JSON.stringify([words.cleansText, words.splitsChinese, words.stripsAccents, words.lowercases]));
  hash.update(JSON.stringify([others.continuation, others.unknownTokenId, others.endTokenId, others.longestWord]));
  hash.update(JSON.stringify(addedTokens.filter((token) => !token.isSpecial).sort((one, other) => one.id - other.id)));
  return hash.digest('hex');
}
