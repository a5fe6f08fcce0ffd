import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastCpuMs } from '../../shared/test-support/cpu-ms.ts';
import { openAddedTokens } from './added-tokens.ts';
import { openTokenizer } from './read-tokenizer.ts';
import type { Tokenizer } from './tokenizer.ts';

const bundledDir = join(import.meta.dirname, '../../../models/palimpsest-mini');
const plain = openTokenizer(bundledDir);

function copyWith(change: (dir: string) => void): Tokenizer {
  const dir = mkdtempSync(join(tmpdir(), 'palimpsest-added-'));
  for (const name of ['tokenizer.json', 'vocab.json', 'merges.txt']) cpSync(join(bundledDir, name), join(dir, name));
  change(dir);
  return openTokenizer(dir);
}

function openWith(added: readonly object[], preTokenizer: object = {}): Tokenizer {
  return copyWith((dir) => {
    const file = join(dir, 'tokenizer.json');
    const tokenizer = JSON.parse(readFileSync(file, 'utf8'));
    const entries = added.map((entry, index) => ({ id: 4_096 + index, special: false, normalized: false, ...entry }));
    Object.assign(tokenizer.pre_tokenizer, preTokenizer);
    writeFileSync(file, JSON.stringify({ ...tokenizer, added_tokens: [...tokenizer.added_tokens, ...entries] }));
  });
}

/** As older checkpoints have it: no tokenizer.json. */
function openOld(files: Readonly<Record<string, unknown>>): Tokenizer {
  return copyWith((dir) => {
    rmSync(join(dir, 'tokenizer.json'));
    for (const [name, json] of Object.entries(files)) writeFileSync(join(dir, name), JSON.stringify(json));
  });
}

describe('added tokens', () => {
  const tokenizer = openWith([
    { content: '[NAME]' },
    { content: '[NAME] Smith', normalized: true },
    { content: 'word', single_word: true, normalized: true },
    { content: '<l>', lstrip: true },
    { content: '<r>', rstrip: true },
    { content: '你好', normalized: true },
    { content: '<|pad|>', special: true },
    { content: 'pad' },
    { content: '[NAM' },
  ]);

  // What Hugging Face tokenizers 0.23.3 gives with encode_special_tokens.
  it.each([
    ['Hello [NAME] there', [781, 220, 4096, 554]],
    ['[NAME][NAM]', [4096, 4104, 60]],
    ['[NAME] Smith', [4096, 391, 76, 1509]],
    ['a word, words, word_ w\u00f6rd word', [64, 220, 4098, 11, 920, 11, 444, 62, 265, 127, 114, 81, 67, 220, 4098]],
    ['x \u3000<l> y', [87, 4099, 260]],
    ['x <r> \n y', [87, 220, 4100, 88]],
    ['<r> <l>', [4100, 4099]],
    ['你好你', [4101, 160, 121, 254]],
    ['<|pad|> pad', [27, 91, 79, 384, 91, 29, 220, 4103]],
    ['', []],
  ])('are found in %j as the reference finds them', (text, ids) => {
    expect(tokenizer.encode(text)).toEqual(ids);
  });

  it('are shown as they are written, also when they come one by one', () => {
    expect(tokenizer.decode([39, 4096, 40])).toBe('H[NAME]I');
    const stream = tokenizer.openTextStream();
    expect([39, 4101, 40].map((id) => stream.append([id])).join('|')).toBe('H|你好|I');
    expect(openWith([{ content: 'café' }]).decode([64, 4096])).toBe('acafé');
  });

  it('give back every text that has no white space to strip', () => {
    const text = fc.array(
      fc.constantFrom('[NAME]', '[NAM', 'word', '你好', 'pad', '<|pad|>', 'a', '_', '🙂', '[', ' '),
    );
    fc.assert(
      fc.property(text, (parts) => {
        expect(tokenizer.decode(tokenizer.encode(parts.join('')))).toBe(parts.join(''));
      }),
    );
  });

  it('have a prefix space before each stretch of text between them, where the tokenizer adds one', () => {
    const prefixed = openWith([{ content: '[NAME]' }], { add_prefix_space: true });
    expect(prefixed.encode('Hello[NAME]there')).toEqual([...plain.encode(' Hello'), 4_096, ...plain.encode(' there')]);
  });

  it('make another tokenizer of it, unless they are special', () => {
    expect(openWith([{ content: '[NAME]' }]).hash).not.toBe(plain.hash);
    expect(openWith([]).hash).toBe(plain.hash);
  });

  it('cost nothing where there are none, and little where a long text has none of them', () => {
    expect(openAddedTokens([])).toBeNull();
    const draft = 'The keeper of the lighthouse writes every evening what the sea looked like. '.repeat(270);
    tokenizer.encode(draft);
    expect(leastCpuMs(10, () => tokenizer.encode(draft))).toBeLessThan(10);
  });
});

describe('added tokens of an older tokenizer', () => {
  it('stand in added_tokens.json; those that are named as special are no text', () => {
    const tokenizer = openOld({
      'added_tokens.json': { '[NAME]': 4_096, '<|pad|>': 4_097, '[SEP]': 4_098 },
      'tokenizer_config.json': { pad_token: '<|pad|>' },
      'special_tokens_map.json': { sep_token: { content: '[SEP]', lstrip: false } },
    });
    expect(tokenizer.encode('Hello [NAME] there')).toEqual([781, 220, 4096, 554]);
    expect(tokenizer.encode('<|pad|>[SEP]')).toEqual(plain.encode('<|pad|>[SEP]'));
    expect(tokenizer.endTokenId).toBe(4_095);
  });

  it('stand in tokenizer_config.json, which says how they are found', () => {
    const tokenizer = openOld({
      'added_tokens.json': { '[OTHER]': 4_097 },
      'tokenizer_config.json': {
        add_prefix_space: true,
        added_tokens_decoder: { 4096: { content: '[NAME]', lstrip: true, special: false, normalized: false } },
      },
    });
    expect(tokenizer.encode('Hello [NAME] there')).toEqual([663, 637, 4096, 554]);
    expect(tokenizer.encode('[OTHER]')).not.toContain(4_097);
  });

  it('are left out with a line when their file cannot be read', () => {
    const tokenizer = openOld({ 'added_tokens.json': ['[NAME]'], 'tokenizer_config.json': 3 });
    expect(tokenizer.hash).toBe(plain.hash);
  });
});
