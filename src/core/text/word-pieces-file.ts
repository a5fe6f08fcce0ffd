import { join } from 'node:path';
import * as z from 'zod/mini';
import type { AddedToken } from './added-tokens.ts';
import type { BasicWordsRules } from './basic-words.ts';
import { readTokenizerConfig } from './tokenizer-config.ts';
import {
  addedTokenSchema,
  badTokenizer,
  LARGEST_TOKEN_ID,
  readOptional,
  readTokenizerText,
  toAddedToken,
  vocabularySchema,
} from './tokenizer-reading.ts';
import type { WordPieceDescription } from './word-pieces.ts';

/** A tokenizer of BERT's kind as its files say it. */
export interface WordPieceFiles {
  readonly description: WordPieceDescription;
  /** One more than the highest id of the vocabulary itself. */
  readonly baseVocabularySize: number;
  readonly notes: readonly string[];
}

const tokenName = z.optional(z.nullable(z.union([z.string(), z.looseObject({ content: z.string() })])));
const flag = z.optional(z.nullable(z.boolean()));

const configSchema = z.looseObject({
  do_lower_case: flag,
  tokenize_chinese_chars: flag,
  strip_accents: flag,
  ...{ unk_token: tokenName, sep_token: tokenName, eos_token: tokenName },
});

const fileSchema = z.object({
  added_tokens: z.optional(z.nullable(z.array(z.extend(addedTokenSchema, { id: z.int().check(z.nonnegative()) })))),
  normalizer: z.object({
    type: z.literal('BertNormalizer'),
    clean_text: flag,
    handle_chinese_chars: flag,
    strip_accents: flag,
    lowercase: flag,
  }),
  pre_tokenizer: z.object({ type: z.literal('BertPreTokenizer') }),
  model: z.object({
    vocab: vocabularySchema,
    unk_token: z.optional(z.string()),
    continuing_subword_prefix: z.optional(z.string()),
    max_input_chars_per_word: z.optional(z.int().check(z.positive(), z.maximum(1_000))),
  }),
});

/** BERT's tokens that are no text. */
const specialNames = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const usualLongestWord = 100;

/** Reads vocab.txt: one token a line, numbered from 0. What is not said is as in transformers' BertTokenizer. Throws `badModel`. */
export function readVocabularyText(file: string, modelDir: string): WordPieceFiles {
  const lines = readTokenizerText(file).split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  if (lines.length > LARGEST_TOKEN_ID) throw badTokenizer(file, { reason: 'noVocabulary' });
  const vocabulary = new Map(lines.map((token, id) => [token, id]));
  return finish({ vocabulary, own: [], file, modelDir });
}

/** Reads what a tokenizer.json of this kind holds. Throws `badModel`. */
export function readWordPieceFile(file: string, json: unknown, modelDir: string): WordPieceFiles {
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) {
    throw badTokenizer(file, { reason: 'notWordPieces', where: parsed.error.issues[0]?.path.join('.') });
  }
  const { normalizer, model, added_tokens: entries } = parsed.data;
  const lowercases = normalizer.lowercase ?? true;
  return finish({
    vocabulary: new Map(Object.entries(model.vocab)),
    own: (entries ?? []).map((entry) => toAddedToken(entry, entry.id, true)),
    file,
    modelDir,
    words: {
      cleansText: normalizer.clean_text ?? true,
      splitsChinese: normalizer.handle_chinese_chars ?? true,
      stripsAccents: normalizer.strip_accents ?? lowercases,
      lowercases,
    },
    unknownName: model.unk_token,
    continuation: model.continuing_subword_prefix,
    longestWord: model.max_input_chars_per_word,
  });
}

interface Read {
  readonly vocabulary: ReadonlyMap<string, number>;
  readonly own: readonly AddedToken[];
  readonly file: string;
  readonly modelDir: string;
  readonly words?: BasicWordsRules;
  readonly unknownName?: string | undefined;
  readonly continuation?: string | undefined;
  readonly longestWord?: number | undefined;
}

function finish(read: Read): WordPieceFiles {
  const { vocabulary, file, modelDir } = read;
  const notes: string[] = [];
  const config = readOptional(join(modelDir, 'tokenizer_config.json'), configSchema, notes);
  const lowercases = config?.do_lower_case ?? true;
  const unknownName = read.unknownName ?? nameOf(config?.unk_token) ?? '[UNK]';
  const unknownTokenId = vocabulary.get(unknownName);
  if (unknownTokenId === undefined) throw badTokenizer(file, { reason: 'noUnknownToken', token: unknownName });
  const endNames = [nameOf(config?.eos_token), nameOf(config?.sep_token), '[SEP]', '<|endoftext|>'];
  const endName = endNames.find((name) => name !== undefined && vocabulary.has(name));
  const description: WordPieceDescription = {
    vocabulary,
    words: read.words ?? {
      cleansText: true,
      splitsChinese: config?.tokenize_chinese_chars ?? true,
      stripsAccents: config?.strip_accents ?? lowercases,
      lowercases,
    },
    continuation: read.continuation ?? '##',
    unknownTokenId,
    endTokenId: endName === undefined ? null : (vocabulary.get(endName) as number),
    longestWord: read.longestWord ?? usualLongestWord,
    addedTokens: allAdded(read, readTokenizerConfig(modelDir, []).addedTokens),
  };
  const baseVocabularySize = [...vocabulary.values()].reduce((highest, id) => Math.max(highest, id), -1) + 1;
  return { description, baseVocabularySize, notes };
}

/** A token that the vocabulary has, too, has the number that it has there. */
function allAdded({ vocabulary, own }: Read, configured: readonly AddedToken[]): readonly AddedToken[] {
  const special = specialNames.flatMap((content) => {
    const id = vocabulary.get(content);
    return id === undefined ? [] : [toAddedToken({ content }, id, true)];
  });
  const byContent = new Map([...special, ...configured, ...own].map((token) => [token.content, token]));
  return [...byContent.values()]
    .filter(({ content }) => content !== '')
    .map((token) => ({ ...token, id: vocabulary.get(token.content) ?? token.id }));
}

function nameOf(token: z.infer<typeof tokenName>): string | undefined {
  return typeof token === 'object' ? token?.content : token;
}
