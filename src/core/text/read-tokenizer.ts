import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CoreError } from '../../shared/wire.ts';
import { makeTokenizer, type Tokenizer } from './tokenizer.ts';
import { readTokenizerDescription } from './tokenizer-file.ts';
import { badTokenizer, readTokenizerJson } from './tokenizer-reading.ts';
import { withoutRowlessTokens } from './tokenizer-rows.ts';
import { makeWordPieceTokenizer } from './word-pieces.ts';
import { readVocabularyText, readWordPieceFile, type WordPieceFiles } from './word-pieces-file.ts';

export interface ReadTokenizer {
  readonly tokenizer: Tokenizer;
  /** What was left out of it, a line each. */
  readonly notes: readonly string[];
}

export interface ModelRows {
  /** As many tokens as the model has rows for. */
  readonly vocabularySize: number;
  /** Where that stands. */
  readonly configFile: string;
}

/**
 * Reads the tokenizer of a model folder: tokenizer.json, else vocab.json with merges.txt, else vocab.txt. Throws `badModel` with
 * what is wrong with it, also when its ids go beyond the model's rows.
 */
export function readTokenizer(modelDir: string, rows: ModelRows): ReadTokenizer {
  const read = readFiles(modelDir);
  if (read.baseVocabularySize > rows.vocabularySize) {
    throw new CoreError('badModel', {
      reason: 'smallVocabulary',
      file: basename(rows.configFile),
      path: rows.configFile,
      vocabularySize: rows.vocabularySize,
      highestId: read.baseVocabularySize - 1,
    });
  }
  return read.make(rows.vocabularySize);
}

/** The tokenizer of a model folder by itself. Throws `badModel`. */
export function openTokenizer(modelDir: string): Tokenizer {
  return readFiles(modelDir).make(Number.POSITIVE_INFINITY).tokenizer;
}

interface ReadFiles {
  readonly baseVocabularySize: number;
  make(rowCount: number): ReadTokenizer;
}

function readFiles(modelDir: string): ReadFiles {
  const tokenizerFile = join(modelDir, 'tokenizer.json');
  if (existsSync(tokenizerFile)) {
    const json = readTokenizerJson(tokenizerFile);
    if (kindOf(json) === 'WordPiece') return ofWordPieces(readWordPieceFile(tokenizerFile, json, modelDir));
    return ofBytePairs(modelDir);
  }
  if (existsSync(join(modelDir, 'vocab.json')) && existsSync(join(modelDir, 'merges.txt')))
    return ofBytePairs(modelDir);
  const vocabularyFile = join(modelDir, 'vocab.txt');
  if (existsSync(vocabularyFile)) return ofWordPieces(readVocabularyText(vocabularyFile, modelDir));
  throw badTokenizer(modelDir, { reason: 'noTokenizer' });
}

function kindOf(json: unknown): unknown {
  return (json as { model?: { type?: unknown } | null } | null)?.model?.type;
}

function ofBytePairs(modelDir: string): ReadFiles {
  const read = readTokenizerDescription(modelDir);
  return {
    baseVocabularySize: read.baseVocabularySize,
    make: (rowCount) => {
      const { description, notes } = withoutRowlessTokens(read, rowCount);
      return { tokenizer: makeTokenizer(description), notes };
    },
  };
}

function ofWordPieces({ description, baseVocabularySize, notes }: WordPieceFiles): ReadFiles {
  return {
    baseVocabularySize,
    make: (rowCount) => {
      const addedTokens = description.addedTokens.filter(({ id }) => id < Math.min(rowCount, 2_000_000));
      return { tokenizer: makeWordPieceTokenizer({ ...description, addedTokens }), notes };
    },
  };
}
