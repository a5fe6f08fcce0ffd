import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Draw, damageBytes, damagedFileCount, damageJson, openDraw } from '../../engine/test-support/mutations.ts';
import { CoreError } from '../../shared/wire.ts';
import { en } from '../../shared/words/en.ts';
import { sentenceOf } from '../../shared/words/sentence-of.ts';
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

interface DamagedFile {
  readonly name: string;
  readonly damage: (draw: Draw) => string | Buffer;
  /** What lies whole beside it. */
  readonly beside?: readonly [name: string, content: string];
  /** How many of the damaged ones are refused at least: a list of words is one after most that is done to it. */
  readonly leastRefusedShare: number;
}

const files: readonly DamagedFile[] = [
  {
    name: 'tokenizer.json',
    damage: (draw) => damageJson(draw(2) === 0 ? bytePairs : wordPieces, draw),
    leastRefusedShare: 1 / 4,
  },
  { name: 'vocab.txt', damage: (draw) => damageBytes(vocabulary, draw), leastRefusedShare: 1 / 2_000 },
  {
    name: 'vocab.json',
    damage: (draw) => damageJson(vocabJson, draw),
    beside: ['merges.txt', mergesTxt],
    leastRefusedShare: 1 / 4,
  },
  {
    name: 'merges.txt',
    damage: (draw) => damageBytes(Buffer.from(mergesTxt), draw),
    beside: ['vocab.json', vocabJson],
    leastRefusedShare: 1 / 4,
  },
];

describe('a damaged tokenizer is told in a sentence, or it still makes tokens of its model', () => {
  it.each(files)('$name', { timeout: 240_000 }, ({ name, damage, beside, leastRefusedShare }) => {
    if (beside) writeFileSync(join(dir, beside[0]), beside[1]);
    const rssBefore = process.memoryUsage.rss();
    let refused = 0;
    for (let seed = 1; seed <= damagedFileCount; seed++) {
      writeFileSync(join(dir, name), damage(openDraw(seed)));
      const startedMs = performance.now();
      const error = tryOut();
      if (performance.now() - startedMs > 2_000) throw new Error(`Seed ${seed} took longer than two seconds.`);
      if (error === null) continue;
      if (!(error instanceof CoreError)) throw new Error(`Seed ${seed} is no error that is told.`, { cause: error });
      if (!/^.{10,600}\.$/s.test(sentenceOf(en, error))) throw new Error(`Seed ${seed}: ${sentenceOf(en, error)}`);
      refused++;
    }
    expect(refused).toBeGreaterThanOrEqual(damagedFileCount * leastRefusedShare);
    // Not all of them either: then it would not be their damage.
    expect(refused).toBeLessThan(damagedFileCount);
    expect(process.memoryUsage.rss() - rssBefore).toBeLessThan(1e9);
    for (const each of [name, ...(beside ? [beside[0]] : [])]) rmSync(join(dir, each));
  });
});

function tryOut(): unknown {
  try {
    const { tokenizer } = readTokenizer(dir, { vocabularySize: 400, configFile: 'config.json' });
    const ids = tokenizer.encode('hello, 你好 world');
    expect(ids.every((id) => Number.isInteger(id) && id >= 0 && id < 400)).toBe(true);
    expect(typeof tokenizer.decode(ids)).toBe('string');
    return null;
  } catch (error) {
    return error;
  }
}
