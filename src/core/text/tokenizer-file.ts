import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { AddedToken } from './added-tokens.ts';
import type { BytePairModel } from './byte-pairs.ts';
import { byteSymbols } from './byte-symbols.ts';
import { readTokenizerConfig } from './tokenizer-config.ts';
import {
  addedTokenSchema,
  badTokenizer,
  readTokenizerJson,
  readTokenizerText,
  splitMerge,
  toAddedToken,
  vocabularySchema,
} from './tokenizer-reading.ts';

/** What a model folder says of its tokenizer. */
export interface TokenizerDescription extends BytePairModel {
  /** Tokens that are no text, by their name: the vocabulary that text is encoded with does not hold them. */
  readonly specialTokens: ReadonlyMap<string, number>;
  /** All that were added to the vocabulary; the special ones among them hide what stands inside their names. */
  readonly addedTokens: readonly AddedToken[];
  /** One more than the highest id of the vocabulary itself, with its end token and without what was added to it. */
  readonly baseVocabularySize: number;
  /** Put a space before a text that does not begin with one. GPT-2 does not. */
  readonly addsPrefixSpace: boolean;
  /** Split with GPT-2's pattern before joining pairs. */
  readonly splitsWords: boolean;
  /** A whole pre-token that is in the vocabulary is taken as it is. GPT-2 does not. */
  readonly ignoresMerges: boolean;
  /** What was left out of it, a line each. */
  readonly notes: readonly string[];
}

const optionalText = z.optional(z.nullable(z.string()));

const tokenizerSchema = z.object({
  added_tokens: z.optional(z.nullable(z.array(z.extend(addedTokenSchema, { id: z.int().check(z.nonnegative()) })))),
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

/** Reads tokenizer.json or, when there is none, vocab.json and merges.txt. Throws `badModel`. */
export function readTokenizerDescription(modelDir: string): TokenizerDescription {
  const tokenizerFile = join(modelDir, 'tokenizer.json');
  if (existsSync(tokenizerFile)) return readTokenizerFile(tokenizerFile, modelDir);
  const vocabularyFile = join(modelDir, 'vocab.json');
  const mergesFile = join(modelDir, 'merges.txt');
  if (!existsSync(vocabularyFile) || !existsSync(mergesFile)) {
    throw badTokenizer(modelDir, { reason: 'noTokenizer' });
  }
  return readVocabularyAndMerges(vocabularyFile, mergesFile, modelDir);
}

function readTokenizerFile(file: string, modelDir: string): TokenizerDescription {
  const parsed = tokenizerSchema.safeParse(readTokenizerJson(file));
  if (!parsed.success) {
    throw badTokenizer(file, { reason: 'notBytePairs', where: parsed.error.issues[0]?.path.join('.') });
  }
  const { added_tokens: entries, normalizer, pre_tokenizer: preTokenizer, model } = parsed.data;
  const { type: kind = 'BPE' } = model;
  if (kind !== 'BPE') throw badTokenizer(file, { reason: 'otherTokenizer', kind });
  if (preTokenizer?.type !== 'ByteLevel') throw badTokenizer(file, { reason: 'splitsOtherwise' });
  if (normalizer) throw badTokenizer(file, { reason: 'rewritesText' });
  if (model.continuing_subword_prefix || model.end_of_word_suffix || model.byte_fallback) {
    throw badTokenizer(file, { reason: 'marksWords' });
  }
  const vocabulary = new Map(Object.entries(model.vocab));
  const own = (entries ?? []).map((entry) => toAddedToken(entry, entry.id, true));
  const notes: string[] = [];
  const known = new Set(own.map((token) => token.content));
  // What was added after tokenizer.json had been written stands in tokenizer_config.json alone.
  const later = readTokenizerConfig(modelDir, notes).addedTokens.filter((token) => !known.has(token.content));
  const unknownId = model.unk_token == null ? undefined : vocabulary.get(model.unk_token);
  const tokens = sortTokens(vocabulary, [...own, ...later]);
  // A special token never stands for text, not even for text that the vocabulary lacks.
  const isUnknownUsable = model.unk_token != null && !tokens.specialTokens.has(model.unk_token);
  return {
    ...tokens,
    merges: model.merges.map((merge) => (typeof merge === 'string' ? splitMerge(merge, file) : merge)),
    unknownTokenId: isUnknownUsable ? (unknownId ?? null) : null,
    addsPrefixSpace: preTokenizer.add_prefix_space ?? false,
    splitsWords: preTokenizer.use_regex ?? true,
    ignoresMerges: model.ignore_merges ?? false,
    notes,
  };
}

function readVocabularyAndMerges(vocabularyFile: string, mergesFile: string, modelDir: string): TokenizerDescription {
  const parsed = vocabularySchema.safeParse(readTokenizerJson(vocabularyFile));
  if (!parsed.success) throw badTokenizer(vocabularyFile, { reason: 'noVocabulary' });
  const vocabulary = new Map(Object.entries(parsed.data));
  const notes: string[] = [];
  const { addedTokens, addsPrefixSpace } = readTokenizerConfig(modelDir, notes);
  const end = toAddedToken({ content: endTokenName, special: true }, vocabulary.get(endTokenName) ?? -1, true);
  const isEndKnown = end.id === -1 || addedTokens.some((token) => token.content === endTokenName);
  const lines = readTokenizerText(mergesFile).split(/\r?\n/);
  const merges = lines.filter((line) => line !== '' && !line.startsWith('#version'));
  return {
    ...sortTokens(vocabulary, isEndKnown ? addedTokens : [end, ...addedTokens]),
    merges: merges.map((line) => splitMerge(line, mergesFile)),
    unknownTokenId: null,
    addsPrefixSpace,
    splitsWords: true,
    ignoresMerges: false,
    notes,
  };
}

/** A token that the vocabulary has, too, has the number that it has there; what is special is taken out of it. */
function sortTokens(
  vocabulary: Map<string, number>,
  given: readonly AddedToken[],
): Pick<TokenizerDescription, 'vocabulary' | 'specialTokens' | 'addedTokens' | 'baseVocabularySize'> {
  const byContent = new Map(given.map((token) => [token.content, token]));
  let highestId = -1;
  for (const [name, id] of vocabulary) {
    if (name === endTokenName || !byContent.has(name)) highestId = Math.max(highestId, id);
  }
  const addedTokens = [...byContent.values()]
    .filter((token) => token.content !== '')
    .map((token) => ({ ...token, id: vocabulary.get(token.content) ?? token.id }));
  const specialTokens = new Map(
    addedTokens.filter(({ isSpecial }) => isSpecial).map(({ content, id }) => [content, id]),
  );
  // The symbol of a single byte stays: without it that byte would be lost from every text.
  for (const name of specialTokens.keys()) if (!byteSymbols.includes(name)) vocabulary.delete(name);
  return { vocabulary, specialTokens, addedTokens, baseVocabularySize: highestId + 1 };
}
