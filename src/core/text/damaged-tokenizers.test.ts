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

const files: readonly (readonly [name: string, damage: (draw: Draw) => string | Buffer])[] = [
  ['tokenizer.json', (draw) => damageJson(draw(2) === 0 ? bytePairs : wordPieces, draw)],
  ['vocab.txt', (draw) => damageBytes(vocabulary, draw)],
];

describe('a damaged tokenizer is told in a sentence, or it still makes tokens of its model', () => {
  it.each(files)('%s', (name, damage) => {
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
    expect(refused).toBeGreaterThan(name === 'vocab.txt' ? 0 : damagedFileCount / 4);
    expect(process.memoryUsage.rss() - rssBefore).toBeLessThan(1e9);
    rmSync(join(dir, name));
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
