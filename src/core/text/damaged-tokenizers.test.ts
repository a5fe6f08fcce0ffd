import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { countRefused, mostGrowthBytes, peakMemoryBytes } from '../../engine/test-support/damaged-files.ts';
import { type Draw, damageBytes, damagedFileCount, damageJson } from '../../engine/test-support/mutations.ts';
import { byteSymbols } from './byte-symbols.ts';
import { readTokenizer } from './read-tokenizer.ts';

const dir = mkdtempSync(join(tmpdir(), 'palimpsest-damaged-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const symbols = [...byteSymbols, 'he', 'll', 'hell', 'hello', '<|endoftext|>'];
const bytePairs = JSON.stringify({
  version: '1.0',
  added_tokens: [{ id: 260, content: '<|endoftext|>', special: true, normalized: false }],
  normalizer: null,
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, use_regex: true },
  model: {
    type: 'BPE',
    vocab: Object.fromEntries(symbols.map((symbol, id) => [symbol, id])),
    merges: ['h e', ['l', 'l'], 'he ll', 'hell o'],
  },
});
const wordPieces = readFileSync(join(import.meta.dirname, '../test-support/word-pieces/tokenizer.json'), 'utf8');
const vocabulary = readFileSync(join(import.meta.dirname, '../test-support/word-pieces/vocab.txt'));

const { vocab, merges } = JSON.parse(bytePairs).model;
const vocabJson = JSON.stringify({ ...vocab, '<|endoftext|>': symbols.length - 1 });
const mergesTxt = ['#version: 0.2', ...merges.map((merge: string | string[]) => [merge].flat().join(' ')), ''].join(
  '\n',
);

const besideVocabulary = { 'vocab.json': vocabJson, 'merges.txt': mergesTxt };
const special = { content: '<|endoftext|>', special: true, normalized: false };
const tokenizerConfig = JSON.stringify({
  ...{ add_prefix_space: true, eos_token: '<|endoftext|>', unk_token: special, pad_token: null },
  added_tokens_decoder: {
    '260': special,
    '261': { content: '[NAME]', lstrip: true, rstrip: false, single_word: true },
  },
  additional_special_tokens: ['[NAME]'],
});
const specialTokens = JSON.stringify({
  eos_token: special,
  unk_token: '<|endoftext|>',
  additional_special_tokens: [special],
});
const addedTokens = JSON.stringify({ '<|endoftext|>': 260, '[NAME]': 261, '[PLACE]': 262 });

interface DamagedFile {
  readonly name: string;
  readonly damage: (draw: Draw) => string | Buffer;
  /** What lies whole beside it. */
  readonly beside?: Readonly<Record<string, string>>;
  /**
   * How many of the damaged ones are refused at least, or left out with a line that says so where the file can be done without: a list of
   * words is one after most that is done to it.
   */
  readonly leastToldShare: number;
}

const files: readonly DamagedFile[] = [
  {
    name: 'tokenizer.json',
    damage: (draw) => damageJson(draw(2) === 0 ? bytePairs : wordPieces, draw),
    leastToldShare: 1 / 4,
  },
  { name: 'vocab.txt', damage: (draw) => damageBytes(vocabulary, draw), leastToldShare: 1 / 2_000 },
  {
    name: 'vocab.json',
    damage: (draw) => damageJson(vocabJson, draw),
    beside: { 'merges.txt': mergesTxt },
    leastToldShare: 1 / 4,
  },
  {
    name: 'merges.txt',
    damage: (draw) => damageBytes(Buffer.from(mergesTxt), draw),
    beside: { 'vocab.json': vocabJson },
    leastToldShare: 1 / 4,
  },
  {
    name: 'tokenizer_config.json',
    damage: (draw) => damageJson(tokenizerConfig, draw),
    beside: besideVocabulary,
    leastToldShare: 1 / 4,
  },
  {
    name: 'added_tokens.json',
    damage: (draw) => damageJson(addedTokens, draw),
    beside: { ...besideVocabulary, 'special_tokens_map.json': specialTokens },
    leastToldShare: 1 / 4,
  },
  {
    name: 'special_tokens_map.json',
    damage: (draw) => damageJson(specialTokens, draw),
    beside: { ...besideVocabulary, 'added_tokens.json': addedTokens },
    leastToldShare: 1 / 4,
  },
];

const peakBefore = peakMemoryBytes();

describe('a damaged tokenizer is told in a sentence, or it still makes tokens of its model', () => {
  it.each(files)('$name', { timeout: 240_000 }, async ({ name, damage, beside = {}, leastToldShare }) => {
    for (const [whole, content] of Object.entries(beside)) writeFileSync(join(dir, whole), content);
    let leftOut = 0;
    const refused = await countRefused({
      write: (draw) => writeFileSync(join(dir, name), damage(draw)),
      read: () => {
        if (readAndUse().length > 0) leftOut++;
      },
    });
    expect(refused + leftOut).toBeGreaterThanOrEqual(damagedFileCount * leastToldShare);
    // Not all of them either: then it would not be their damage.
    expect(refused + leftOut).toBeLessThan(damagedFileCount);
    expect(peakMemoryBytes() - peakBefore).toBeLessThan(mostGrowthBytes);
    for (const each of [name, ...Object.keys(beside)]) rmSync(join(dir, each));
  });
});

/** What was left out of it, a line each. */
function readAndUse(): readonly string[] {
  const { tokenizer, notes } = readTokenizer(dir, { vocabularySize: 400, configFile: 'config.json' });
  const ids = tokenizer.encode('hello, 你好 world[NAME]');
  const areIds = ids.every((id) => Number.isInteger(id) && id >= 0 && id < 400);
  if (!areIds || typeof tokenizer.decode(ids) !== 'string') throw new Error(`It makes ${ids} of it.`);
  const isTold = notes.every((note) => /^.{10,600}\.$/s.test(note));
  if (!isTold) throw new Error(`It says: ${notes.join('\n')}`);
  return notes;
}
