import { basename } from 'node:path';
import * as z from 'zod/mini';
import { CoreError } from '../../shared/wire.ts';
import { badFile, leftOut, type ReadJson, readJson, readText } from '../models/model-file.ts';
import type { AddedToken } from './added-tokens.ts';

/** Far beyond any vocabulary: a table is made by id, so a wild one in a damaged file must not fill the memory. */
export const LARGEST_TOKEN_ID = 1_999_999;

export const vocabularySchema = z.record(z.string(), z.int().check(z.nonnegative(), z.maximum(LARGEST_TOKEN_ID)));

/** One entry of `added_tokens`, or of tokenizer_config.json's `added_tokens_decoder`. */
export const addedTokenSchema = z.object({
  content: z.string(),
  special: z.optional(z.boolean()),
  normalized: z.optional(z.boolean()),
  single_word: z.optional(z.boolean()),
  lstrip: z.optional(z.boolean()),
  rstrip: z.optional(z.boolean()),
});

/** `isSpecial` is what a token is that does not say so itself. */
export function toAddedToken(entry: z.infer<typeof addedTokenSchema>, id: number, isSpecial: boolean): AddedToken {
  const special = entry.special ?? isSpecial;
  return {
    content: entry.content,
    id,
    isSpecial: special,
    isNormalized: entry.normalized ?? !special,
    isSingleWord: entry.single_word ?? false,
    stripsLeft: entry.lstrip ?? false,
    stripsRight: entry.rstrip ?? false,
  };
}

/** A merge as merges.txt writes it: two tokens with a space between. */
export function splitMerge(line: string, file: string): readonly [string, string] {
  const parts = line.split(' ');
  if (parts.length !== 2) throw badTokenizer(file, { reason: 'badMerge', line: line.slice(0, 60) });
  return [parts[0] as string, parts[1] as string];
}

export function readTokenizerText(file: string): string {
  const read = readText(file);
  if (read.type === 'unreadable') throw badFile(file, read.problem, 'tokenizer');
  return read.text;
}

export function readTokenizerJson(file: string): unknown {
  const read = readJson(file);
  if (read.type === 'unreadable') throw badFile(file, read.problem, 'tokenizer');
  return read.json;
}

/** A file beside the vocabulary: null when it is missing, a line in `notes` when it cannot be used. */
export function readOptional<Content>(file: string, schema: z.ZodMiniType<Content>, notes: string[]): Content | null {
  const read: ReadJson = readJson(file);
  if (read.type === 'unreadable') {
    if (!read.isMissing) notes.push(leftOut(file, read.problem));
    return null;
  }
  const parsed = schema.safeParse(read.json);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') || undefined;
  notes.push(leftOut(file, { reason: 'notAsExpected', where }));
  return null;
}

/** What is wrong with a tokenizer, beside what may be wrong with any file. */
export type TokenizerProblem =
  | { readonly reason: 'badMerge'; readonly line: string }
  | { readonly reason: 'noUnknownToken'; readonly token: string }
  | { readonly reason: 'notBytePairs' | 'notWordPieces'; readonly where: string | undefined }
  | { readonly reason: 'otherTokenizer'; readonly kind: string }
  | { readonly reason: 'noTokenizer' | 'splitsOtherwise' | 'rewritesText' | 'marksWords' | 'noVocabulary' };

export function badTokenizer(path: string, problem: TokenizerProblem): CoreError {
  return new CoreError('badModel', { path, file: basename(path), ...problem });
}
