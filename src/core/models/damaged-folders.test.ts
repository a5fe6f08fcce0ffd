import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { countRefused, mostGrowthBytes, peakMemoryBytes } from '../../engine/test-support/damaged-files.ts';
import { damagedFileCount, damageJson } from '../../engine/test-support/mutations.ts';
import { readModelFolder } from './catalog.ts';

const dir = mkdtempSync(join(tmpdir(), 'palimpsest-damaged-folder-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'hello', '##s', 'you', '##好', '你'];
const bundled = join(import.meta.dirname, '../../../models/palimpsest-mini');
const whole: Readonly<Record<string, string>> = {
  'vocab.txt': words.join('\n'),
  'config.json': JSON.stringify({
    ...JSON.parse(readFileSync(join(bundled, 'config.json'), 'utf8')),
    ...{ vocab_size: words.length, eos_token_id: 3, do_sample: true, temperature: 0.7, top_k: 20, max_length: 100 },
  }),
  'generation_config.json': JSON.stringify({
    ...{ eos_token_id: [3, 4], do_sample: true, temperature: 0.7, top_k: 20, top_p: 0.9, repetition_penalty: 1.1 },
    max_new_tokens: 64,
  }),
};

const peakBefore = peakMemoryBytes();

describe('a damaged file of a model’s folder is told in a sentence, or the model can still be asked', () => {
  it.each([
    // Its own settings count only where there is no other file of them.
    { name: 'config.json', besides: ['vocab.txt'], leastRefusedShare: 1 / 8 },
    // Nothing of it is needed: what cannot be used is left out.
    { name: 'generation_config.json', besides: ['vocab.txt', 'config.json'], leastRefusedShare: 0 },
  ])('$name', { timeout: 240_000 }, async ({ name, besides, leastRefusedShare }) => {
    for (const beside of besides) writeFileSync(join(dir, beside), whole[beside] as string);
    let leftOut = 0;
    const refused = await countRefused({
      write: (draw) => writeFileSync(join(dir, name), damageJson(whole[name] as string, draw)),
      read: () => {
        if (readAndUse().length > 0) leftOut++;
      },
    });
    expect(refused).toBeGreaterThanOrEqual(damagedFileCount * leastRefusedShare);
    expect(refused + leftOut).toBeGreaterThan(damagedFileCount / 4);
    // Not all of them either: then it would not be their damage.
    expect(refused + leftOut).toBeLessThan(damagedFileCount);
    expect(peakMemoryBytes() - peakBefore).toBeLessThan(mostGrowthBytes);
    for (const each of [name, ...besides]) rmSync(join(dir, each));
  });
});

/** What was left out, a line each. All that is taken of it are settings and ids that an answer can be made with. */
function readAndUse(): readonly string[] {
  const { defaults, endTokenIds, notes, tokenizer, vocabularySize, windowTokens } = readModelFolder(dir);
  const { temperature, topK, topP, maxReplyTokens } = defaults;
  const isId = (id: number) => Number.isInteger(id) && id >= 0 && id < vocabularySize;
  const ids = [...endTokenIds, ...tokenizer.encode('hello 你好')];
  const isUsable =
    [vocabularySize, windowTokens, maxReplyTokens].every((size) => Number.isSafeInteger(size) && size > 0) &&
    maxReplyTokens <= windowTokens &&
    temperature >= 0 &&
    topK >= 0 &&
    topP > 0 &&
    topP <= 1 &&
    ids.every(isId);
  if (!isUsable)
    throw new Error(`It is asked with ${JSON.stringify({ defaults, ids, vocabularySize, windowTokens })}.`);
  const isTold = notes.every((note) => /^.{10,800}\.$/s.test(note));
  if (!isTold) throw new Error(`It says: ${notes.join('\n')}`);
  return notes;
}
