import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastCpuMs } from '../../shared/test-support/cpu-ms.ts';
import { saying } from '../../shared/test-support/saying.ts';
import { CoreError } from '../../shared/wire.ts';
import { openTokenizer } from './read-tokenizer.ts';
import type { Tokenizer } from './tokenizer.ts';
import { endTokenName } from './tokenizer-file.ts';

const root = join(import.meta.dirname, '../../..');
const goldenDir = join(root, '../shared/golden');
const bundledDir = join(root, 'models/palimpsest-mini');

interface Tokenization {
  readonly modelDir: string;
  readonly file: string;
}

/** Every folder of golden checkpoints, and lists for bundled models, that are on this machine. */
function findTokenizations(): Tokenization[] {
  if (!existsSync(goldenDir)) return [];
  return readdirSync(goldenDir).flatMap((name) => {
    const file = join(goldenDir, name, 'tokenization.json');
    if (existsSync(file)) return [{ modelDir: join(goldenDir, name), file }];
    const bundled = /^(.+)-tokenization\.json$/.exec(name)?.[1];
    return bundled && existsSync(join(root, 'models', bundled))
      ? [{ modelDir: join(root, 'models', bundled), file: join(goldenDir, name) }]
      : [];
  });
}

function loadTexts(file: string): { readonly text: string; readonly ids: number[] }[] {
  return JSON.parse(readFileSync(file, 'utf8'));
}

describe('against the reference', () => {
  const tokenizations = findTokenizations();
  if (tokenizations.length === 0) it.skip('needs ../shared/golden beside the checkout', () => {});

  it.each(tokenizations)('gives the ids of $file', ({ modelDir, file }) => {
    const tokenizer = openTokenizer(modelDir);
    for (const { text, ids } of loadTexts(file)) {
      expect(tokenizer.encode(text), JSON.stringify(text)).toEqual(ids);
      expect(tokenizer.decode(ids)).toBe(text);
    }
  });

  it.each(tokenizations)('reads vocab.json and merges.txt as it reads tokenizer.json ($file)', ({ modelDir, file }) => {
    const folder = mkdtempSync(join(tmpdir(), 'palimpsest-tokenizer-'));
    for (const name of ['vocab.json', 'merges.txt'])
      writeFileSync(join(folder, name), readFileSync(join(modelDir, name)));
    const tokenizer = openTokenizer(folder);
    for (const { text, ids } of loadTexts(file)) expect(tokenizer.encode(text)).toEqual(ids);
  });
});

describe('with the bundled tokenizer', () => {
  const tokenizer = openTokenizer(bundledDir);

  it('reads a typed <|endoftext|> as plain text', () => {
    const ids = tokenizer.encode(`before ${endTokenName} after`);
    expect(tokenizer.endTokenId).toBe(4095);
    expect(ids).not.toContain(4095);
    expect(tokenizer.decode(ids)).toBe(`before ${endTokenName} after`);
  });

  it('gives back every text it encoded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const wellFormed = Buffer.from(text, 'utf8').toString('utf8');
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(wellFormed);
      }),
    );
  });

  it('decodes any ids in pieces as it decodes them at once', () => {
    const anyIds = fc.array(fc.array(fc.nat({ max: tokenizer.vocabularySize - 1 }), { maxLength: 4 }), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(anyIds, (pieces) => {
        const stream = tokenizer.openTextStream();
        const shown = pieces.map((ids) => stream.append(ids));
        expect(shown.join('') + stream.flush()).toBe(tokenizer.decode(pieces.flat()));
      }),
    );
  });

  it('has one hash for the same vocabulary, from either kind of file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'palimpsest-tokenizer-'));
    for (const name of ['vocab.json', 'merges.txt'])
      writeFileSync(join(folder, name), readFileSync(join(bundledDir, name)));
    expect(openTokenizer(folder).hash).toBe(tokenizer.hash);
    expect(tokenizer.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('counts a long draft far faster than a person types', () => {
    const prose = 'The quick brown fox jumps over the lazy dog, and then it runs away. ';
    const drafts = [prose.repeat(300), 'x'.repeat(20_000), '你好世界'.repeat(5_000), ' '.repeat(20_000)];
    for (const draft of drafts) {
      tokenizer.encode(draft);
      expect(leastCpuMs(5, () => tokenizer.encode(`${draft}!`))).toBeLessThan(20);
    }
  });

  it('takes no quadratic time for a text without spaces', () => {
    const letters = Array.from({ length: 100_000 }, (_, index) => String.fromCharCode(97 + ((index * 7919) % 26)));
    expect(leastCpuMs(3, () => tokenizer.encode(letters.join('')))).toBeLessThan(500);
  });
});

describe('a folder whose tokenizer cannot be used', () => {
  function openWith(files: Record<string, string>): Tokenizer {
    const folder = join(mkdtempSync(join(tmpdir(), 'palimpsest-tokenizer-')), 'model');
    mkdirSync(folder);
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return openTokenizer(folder);
  }
  const model = { type: 'BPE', vocab: { a: 0 }, merges: [] };

  it.each([
    [{}, 'neither tokenizer.json, nor vocab.json with merges.txt, nor vocab.txt'],
    [{ 'vocab.json': '{}' }, 'neither tokenizer.json, nor vocab.json with merges.txt, nor vocab.txt'],
    [{ 'tokenizer.json': '{"model": {' }, 'not valid JSON'],
    [{ 'tokenizer.json': '{"model": 3}' }, 'no byte-level BPE tokenizer'],
    [{ 'tokenizer.json': JSON.stringify({ pre_tokenizer: { type: 'Whitespace' }, model }) }, 'split text into bytes'],
    [
      {
        'tokenizer.json': JSON.stringify({ pre_tokenizer: { type: 'ByteLevel' }, normalizer: { type: 'NFC' }, model }),
      },
      'rewrites text',
    ],
    [{ 'vocab.json': '{"a": -1}', 'merges.txt': '' }, 'no list of tokens'],
    [{ 'vocab.json': '{"a": 1}', 'merges.txt': 'a b c' }, 'the merge "a b c"'],
  ])('is refused with a sentence: %j', (files, sentence) => {
    expect(() => openWith(files)).toThrowError(CoreError);
    expect(() => openWith(files)).toThrow(saying(sentence));
  });
});
