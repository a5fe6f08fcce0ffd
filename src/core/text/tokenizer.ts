import { createHash } from 'node:crypto';
import { openAddedTokens } from './added-tokens.ts';
import { BytePairEncoder } from './byte-pairs.ts';
import { byteSymbols, bytesOfToken } from './byte-symbols.ts';
import { PieceCache } from './piece-cache.ts';
import { splitPreTokens } from './pre-tokens.ts';
import { ByteTextStream, type TextStream, type TokenBytes } from './text-stream.ts';
import { endTokenName, type TokenizerDescription } from './tokenizer-file.ts';

/** Text to token ids and back, as the model's own tokenizer does it. */
export interface Tokenizer {
  /** sha256 of all that decides ids: another hash means that stored ids are not this model's. */
  readonly hash: string;
  /** One more than the highest id that a text or its end can become. Other special tokens may lie beyond. */
  readonly vocabularySize: number;
  /** The id of the token that ends a text (<|endoftext|>, BERT's [SEP]), or null when the vocabulary has none. */
  readonly endTokenId: number | null;
  /** Ids of a text. Names of special tokens in it are plain text: a person cannot type an end of message. */
  encode(text: string): number[];
  /** The text of ids, with U+FFFD for bytes that are no character. */
  decode(ids: readonly number[]): string;
  /** Decodes ids as they arrive. */
  openTextStream(): TextStream;
  /** Forgets the pieces of texts that are remembered to be faster: words that are to be gone may be among them. */
  forgetPieces(): void;
}

/** Longer pre-tokens are rare, and keys made of them would be most of the cache's memory. */
const longestCachedPiece = 64;
const cachedPieceCount = 16_384;

/** The tokenizer that a description stands for. */
export function makeTokenizer(description: TokenizerDescription): Tokenizer {
  const encoder = new BytePairEncoder(description);
  const cache = new PieceCache(cachedPieceCount);
  const tokenBytes = tabulateBytes(description);
  const splitAdded = openAddedTokens(description.addedTokens);
  const endTokenId = description.specialTokens.get(endTokenName) ?? description.vocabulary.get(endTokenName) ?? null;

  function encodePiece(piece: string): readonly number[] {
    const known = cache.get(piece);
    if (known) return known;
    const bytes = Buffer.from(piece, 'utf8');
    const ids = (description.ignoresMerges ? wholePiece(bytes) : null) ?? encoder.encode(bytes);
    // Made anew from its bytes: a piece cut out of a draft keeps all of that draft in memory.
    if (piece.length <= longestCachedPiece) cache.set(bytes.toString('utf8'), ids);
    return ids;
  }

  function wholePiece(bytes: Uint8Array): number[] | null {
    const id = description.vocabulary.get(toSymbols(bytes));
    return id === undefined ? null : [id];
  }

  function encodePlain(text: string, ids: number[]): void {
    const isPrefixed = description.addsPrefixSpace && !text.startsWith(' ') && text !== '';
    const prefixed = isPrefixed ? ` ${text}` : text;
    for (const piece of description.splitsWords ? splitPreTokens(prefixed) : [prefixed]) {
      for (const id of encodePiece(piece)) ids.push(id);
    }
  }

  return {
    forgetPieces: () => cache.clear(),
    hash: hashDescription(description),
    vocabularySize: highestId([...description.vocabulary.values(), ...textIds(description), endTokenId ?? -1]) + 1,
    endTokenId,
    encode(text) {
      const ids: number[] = [];
      if (!splitAdded) {
        encodePlain(text, ids);
        return ids;
      }
      for (const part of splitAdded(text)) {
        if (typeof part === 'number') ids.push(part);
        else encodePlain(part, ids);
      }
      return ids;
    },
    decode(ids) {
      const stream = new ByteTextStream(tokenBytes);
      return stream.append(ids) + stream.flush();
    },
    openTextStream: () => new ByteTextStream(tokenBytes),
  };
}

function highestId(ids: readonly number[]): number {
  return ids.reduce((highest, id) => Math.max(highest, id), -1);
}

/** Ids of added tokens that a text can become. */
function textIds({ addedTokens }: TokenizerDescription): number[] {
  return addedTokens.filter((token) => !token.isSpecial).map((token) => token.id);
}

function toSymbols(bytes: Uint8Array): string {
  let symbols = '';
  for (const byte of bytes) symbols += byteSymbols[byte];
  return symbols;
}

/** An added token is shown as it is typed (the reference takes its letters for byte symbols, and shows "café" as "caf\ufffd"). */
function tabulateBytes({ vocabulary, addedTokens }: TokenizerDescription): TokenBytes {
  const length = highestId([...vocabulary.values(), ...addedTokens.map((token) => token.id)]) + 1;
  const table = new Array<Uint8Array | undefined>(length).fill(undefined);
  for (const { content, id } of addedTokens) table[id] = Buffer.from(content, 'utf8');
  for (const [token, id] of vocabulary) table[id] = bytesOfToken(token) ?? Buffer.from(token, 'utf8');
  return table;
}

/** The same whichever files the vocabulary was read from and however they are written. */
function hashDescription(description: TokenizerDescription): string {
  const { vocabulary, specialTokens, addedTokens, merges, addsPrefixSpace, splitsWords, ignoresMerges } = description;
  const byId = (tokens: ReadonlyMap<string, number>) => [...tokens].sort((one, other) => one[1] - other[1]);
  const hash = createHash('sha256');
  hash.update(JSON.stringify([byId(vocabulary), byId(specialTokens), merges]));
  hash.update(JSON.stringify([addsPrefixSpace, splitsWords, ignoresMerges, description.unknownTokenId]));
  // Without any, what was stored before they were told apart stays this tokenizer's.
  if (addedTokens.some((token) => !token.isSpecial)) {
    hash.update(JSON.stringify([...addedTokens].sort((one, other) => one.id - other.id)));
  }
  return hash.digest('hex');
}
