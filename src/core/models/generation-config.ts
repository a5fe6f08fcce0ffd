import { existsSync } from 'node:fs';
import * as z from 'zod/mini';
import type { ChatSettings } from '../../shared/views.ts';
import { readModelFile } from './model-file.ts';

const tokenId = z.int().check(z.nonnegative());
const orNull = <Value extends z.ZodMiniType>(schema: Value) => z.optional(z.nullable(schema));

/** An end token, or several. */
export const endTokensSchema = orNull(z.union([tokenId, z.array(tokenId)]));

const generationSchema = z.object({
  do_sample: orNull(z.boolean()),
  temperature: orNull(z.number().check(z.nonnegative())),
  top_k: orNull(z.int().check(z.nonnegative())),
  top_p: orNull(z.number().check(z.nonnegative(), z.maximum(1))),
  repetition_penalty: orNull(z.number().check(z.positive())),
  max_new_tokens: orNull(z.int().check(z.positive())),
  eos_token_id: endTokensSchema,
});

/** What a model says of how it wants to be asked. */
export interface GenerationDefaults {
  readonly settings: ChatSettings;
  /** Null when the file names none. */
  readonly endTokenIds: readonly number[] | null;
}

/**
 * Reads generation_config.json, which may be missing. What it does not say is as in transformers: greedy unless it samples,
 * and then among the 50 best at temperature 1. The longest reply is its own `max_new_tokens`, else a quarter of the window
 * and no more than 256; never more than half, or there would be no room for questions.
 */
export function readGenerationDefaults(file: string, windowTokens: number): GenerationDefaults {
  const given = existsSync(file) ? readModelFile(file, generationSchema) : {};
  const replyTokens = given.max_new_tokens ?? Math.min(256, Math.floor(windowTokens / 4));
  const temperature = given.temperature ?? 1;
  return {
    settings: {
      isGreedy: given.do_sample !== true || temperature === 0,
      // Kept in the range that a person can set, also where greedy ignores it.
      temperature: clamp(temperature || 1, 0.01, 10),
      // Missing and null differ here: null turns the limit off.
      topK: given.top_k === undefined ? 50 : (given.top_k ?? 0),
      topP: given.top_p || 1,
      repetitionPenalty: clamp(given.repetition_penalty ?? 1, 0.1, 10),
      seed: null,
      maxReplyTokens: clamp(replyTokens, 1, Math.max(1, Math.floor(windowTokens / 2))),
      stopTexts: [],
      policy: 'dropOldest',
      asksBeforeForgetting: true,
    },
    endTokenIds: given.eos_token_id == null ? null : listEndTokens(given.eos_token_id),
  };
}

export function listEndTokens(ids: number | readonly number[]): readonly number[] {
  return typeof ids === 'number' ? [ids] : ids;
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(Math.max(value, lowest), highest);
}
