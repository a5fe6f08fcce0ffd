import { join } from 'node:path';
import * as z from 'zod/mini';
import type { AddedToken } from './added-tokens.ts';
import { addedTokenSchema, readOptional, toAddedToken } from './tokenizer-reading.ts';

/** What tokenizer_config.json, special_tokens_map.json and added_tokens.json say beside a vocabulary. */
export interface TokenizerConfig {
  readonly addedTokens: readonly AddedToken[];
  readonly addsPrefixSpace: boolean;
}

/** A special token's name, alone or with how it is to be found. */
const tokenName = z.union([z.string(), z.looseObject({ content: z.string() })]);
const named = z.optional(z.nullable(tokenName));
const severalNamed = z.optional(z.nullable(z.array(tokenName)));

const specialNamesSchema = z.looseObject({
  ...{ bos_token: named, eos_token: named, unk_token: named, sep_token: named },
  ...{ pad_token: named, cls_token: named, mask_token: named },
  ...{ additional_special_tokens: severalNamed, extra_special_tokens: z.optional(z.unknown()) },
});

const configSchema = z.extend(specialNamesSchema, {
  add_prefix_space: z.optional(z.nullable(z.boolean())),
  added_tokens_decoder: z.optional(z.nullable(z.record(z.string(), addedTokenSchema))),
});

const addedTokensSchema = z.record(z.string(), z.int().check(z.nonnegative()));

/**
 * Reads them as transformers does: the tokens of tokenizer_config.json's `added_tokens_decoder`, else those of
 * added_tokens.json, where what is named as a special token is one. Files that are missing say nothing.
 */
export function readTokenizerConfig(modelDir: string, notes: string[]): TokenizerConfig {
  const config = readOptional(join(modelDir, 'tokenizer_config.json'), configSchema, notes);
  const addsPrefixSpace = config?.add_prefix_space ?? false;
  const decoder = config?.added_tokens_decoder;
  if (decoder) {
    const tokens = Object.entries(decoder).map(([id, entry]) => toAddedToken(entry, Number(id), false));
    const usable = tokens.filter(({ id }) => Number.isSafeInteger(id) && id >= 0);
    if (usable.length < tokens.length)
      notes.push('tokenizer_config.json: an added token without a number is left out.');
    return { addedTokens: usable, addsPrefixSpace };
  }
  const added = readOptional(join(modelDir, 'added_tokens.json'), addedTokensSchema, notes) ?? {};
  const map = readOptional(join(modelDir, 'special_tokens_map.json'), specialNamesSchema, notes);
  const special = new Set([...specialNames(config), ...specialNames(map)]);
  const addedTokens = Object.entries(added).map(([content, id]) =>
    toAddedToken({ content, special: special.has(content) }, id, false),
  );
  return { addedTokens, addsPrefixSpace };
}

function specialNames(config: z.infer<typeof specialNamesSchema> | null): string[] {
  if (!config) return [];
  const { bos_token, eos_token, unk_token, sep_token, pad_token, cls_token, mask_token } = config;
  const { additional_special_tokens: additional, extra_special_tokens: extra } = config;
  const extraNames = z.array(tokenName).safeParse(extra);
  return [bos_token, eos_token, unk_token, sep_token, pad_token, cls_token, mask_token]
    .concat(additional ?? [], extraNames.success ? extraNames.data : [])
    .flatMap((token) => (token == null ? [] : [typeof token === 'string' ? token : token.content]));
}
