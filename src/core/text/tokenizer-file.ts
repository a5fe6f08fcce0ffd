import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod/mini';
import { CoreError } from '../../shared/wire.ts';
import type { BytePairModel } from './byte-pairs.ts';

/** What a model folder says of its tokenizer. */
export interface TokenizerDescription extends BytePairModel {
  /** Tokens that are no text, by their name: the vocabulary that text is encoded with does not hold them. */
  readonly specialTokens: ReadonlyMap<string, number>;
  /** Put a space before a text that does not begin with one. GPT-2 does not. */
  readonly addsPrefixSpace: boolean;
  /** Split with GPT-2's pattern before joining pairs. */
  readonly splitsWords: boolean;
  /** A whole pre-token that is in the vocabulary is taken as it is. GPT-2 does not. */
  readonly ignoresMerges: boolean;
}

/** Far beyond any vocabulary: a table is made by id, so a wild one in a damaged file must not fill the memory. */
const largestTokenId = 1_999_999;

const tokenId = z.int().check(z.nonnegative(), z.maximum(largestTokenId));
const vocabularySchema = z.record(z.string(), tokenId);
const optionalText = z.optional(z.nullable(z.string()));

const tokenizerSchema = z.object({
  added_tokens: z.optional(z.array(z.object({ id: tokenId, content: z.string(), special: z.optional(z.boolean()) }))),
  normalizer: z.optional(z.nullable(z.unknown())),
  pre_tokenizer: z.nullable(
    z.object({
      type: z.string(),
      add_prefix_space: z.optional(z.boolean()),
      use_regex: z.optional(z.boolean()),
    }),
  ),
  model: z.object({
    type: z.optional(z.string()),
    vocab: vocabularySchema,
    merges: z.array(z.union([z.string(), z.tuple([z.string(), z.string()])])),
    unk_token: optionalText,
    continuing_subword_prefix: optionalText,
    end_of_word_suffix: optionalText,
    byte_fallback: z.optional(z.boolean()),
    ignore_merges: z.optional(z.boolean()),
  }),
});

/** GPT-2's only special token, which ends a message. */
export const endTokenName = '<|endoftext|>';

/** Reads tokenizer.json or, when there is none, vocab.json and merges.txt. Throws `badModel` with a sentence. */
export function readTokenizerDescription(modelDir: string): TokenizerDescription {
  const tokenizerFile = join(modelDir, 'tokenizer.json');
  if (existsSync(tokenizerFile)) return readTokenizerJson(tokenizerFile);
  const vocabularyFile = join(modelDir, 'vocab.json');
  const mergesFile = join(modelDir, 'merges.txt');
  if (!existsSync(vocabularyFile) || !existsSync(mergesFile)) {
    throw badTokenizer(modelDir, 'it holds neither tokenizer.json nor vocab.json with merges.txt.');
  }
  return readVocabularyAndMerges(vocabularyFile, mergesFile);
}

function readTokenizerJson(file: string): TokenizerDescription {
  const parsed = tokenizerSchema.safeParse(readJson(file));
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.');
    throw badTokenizer(file, `it is no byte-level BPE tokenizer${where ? ` ("${where}" is not as expected)` : ''}.`);
  }
  const { added_tokens: addedTokens = [], normalizer, pre_tokenizer: preTokenizer, model } = parsed.data;
  if ((model.type ?? 'BPE') !== 'BPE')
    throw badTokenizer(file, `it is of the kind "${model.type}", not BPE as GPT-2's.`);
  if (preTokenizer?.type !== 'ByteLevel')
    throw badTokenizer(file, "it does not split text into bytes as GPT-2's does.");
  if (normalizer) throw badTokenizer(file, "it rewrites text before reading it, which GPT-2's does not.");
  if (model.continuing_subword_prefix || model.end_of_word_suffix || model.byte_fallback) {
    throw badTokenizer(file, "it marks parts of words in a way that GPT-2's does not.");
  }
  const special = addedTokens
    .filter((token) => token.special ?? true)
    .map((token) => [token.content, token.id] as const);
  const vocabulary = new Map(Object.entries(model.vocab));
  const specialTokens = new Map(special);
  const unknownId = model.unk_token == null ? undefined : vocabulary.get(model.unk_token);
  // A special token never stands for text, not even for text that the vocabulary lacks.
  const isUnknownUsable = model.unk_token != null && !specialTokens.has(model.unk_token);
  for (const name of specialTokens.keys()) vocabulary.delete(name);
  return {
    vocabulary,
    merges: model.merges.map((merge) => (typeof merge === 'string' ? splitMerge(merge, file) : merge)),
    unknownTokenId: isUnknownUsable ? (unknownId ?? null) : null,
    specialTokens,
    addsPrefixSpace: preTokenizer.add_prefix_space ?? false,
    splitsWords: preTokenizer.use_regex ?? true,
    ignoresMerges: model.ignore_merges ?? false,
  };
}

function readVocabularyAndMerges(vocabularyFile: string, mergesFile: string): TokenizerDescription {
  const parsed = vocabularySchema.safeParse(readJson(vocabularyFile));
  if (!parsed.success) throw badTokenizer(vocabularyFile, 'it is no list of tokens with their numbers.');
  const vocabulary = new Map(Object.entries(parsed.data));
  const endTokenId = vocabulary.get(endTokenName);
  vocabulary.delete(endTokenName);
  const lines = readText(mergesFile).split(/\r?\n/);
  const merges = lines.filter((line) => line !== '' && !line.startsWith('#version'));
  return {
    vocabulary,
    merges: merges.map((line) => splitMerge(line, mergesFile)),
    unknownTokenId: null,
    specialTokens: new Map(endTokenId === undefined ? [] : [[endTokenName, endTokenId]]),
    addsPrefixSpace: false,
    splitsWords: true,
    ignoresMerges: false,
  };
}

function splitMerge(line: string, file: string): readonly [string, string] {
  const parts = line.split(' ');
  if (parts.length !== 2)
    throw badTokenizer(file, `the merge "${line.slice(0, 60)}" is not two tokens with a space between.`);
  return [parts[0] as string, parts[1] as string];
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw badTokenizer(file, `it cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}).`);
  }
}

function readJson(file: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch {
    throw badTokenizer(file, 'it is not valid JSON: it may be cut short.');
  }
}

function badTokenizer(path: string, reason: string): CoreError {
  const name = basename(path);
  return new CoreError('badModel', `The tokenizer of this model cannot be used: ${name}: ${reason}`, { path, reason });
}
