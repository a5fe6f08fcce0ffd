import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { saying } from '../../shared/test-support/saying.ts';
import { CoreError } from '../../shared/wire.ts';
import { bundledModelDir, readManifest, readModelFolder } from './catalog.ts';

const modelsDir = join(import.meta.dirname, '../../../models');

/** A copy of the bundled model without its weights, in a folder without a manifest. */
function copyModel(): string {
  const dir = join(mkdtempSync(join(tmpdir(), 'palimpsest-model-')), 'some-model');
  cpSync(bundledModelDir(modelsDir), dir, { recursive: true, filter: (file) => !file.endsWith('.safetensors') });
  return dir;
}

function changeJson(file: string, change: object): void {
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }));
}

describe('the bundled model', () => {
  it('samples from the 20 likeliest, with answers of at most 96 tokens, as its generation_config says', () => {
    const folder = readModelFolder(bundledModelDir(modelsDir));
    expect(folder).toMatchObject({
      name: 'palimpsest-mini',
      isBundled: true,
      languages: ['en'],
      licence: 'MIT',
      windowTokens: 512,
      vocabularySize: 4_096,
    });
    expect(folder.endTokenIds).toEqual([4_095]);
    expect(folder.defaults).toEqual({
      ...{ isGreedy: false, temperature: 0.4, topK: 20, topP: 1, repetitionPenalty: 1, seed: null, maxReplyTokens: 96 },
      ...{ stopTexts: [], policy: 'dropOldest', telling: 'show', usedWindowTokens: null, isChanceOffered: false },
    });
  });

  it('has exactly the files that the manifest names', () => {
    for (const { name, files } of readManifest(modelsDir).models) {
      expect(readdirSync(join(modelsDir, name)).sort()).toEqual(files.map((file) => file.name));
      for (const file of files) {
        const content = readFileSync(join(modelsDir, name, file.name));
        expect(content.length, file.name).toBe(file.bytes);
        expect(createHash('sha256').update(content).digest('hex'), file.name).toBe(file.sha256);
      }
    }
  });

  it('is refused when a file of it was cut short', () => {
    const copyDir = mkdtempSync(join(tmpdir(), 'palimpsest-models-'));
    cpSync(modelsDir, copyDir, { recursive: true });
    const weights = join(bundledModelDir(copyDir), 'model.safetensors');
    truncateSync(weights, 1_000);
    const sentence = 'The model’s file model.safetensors is damaged (1 kB of 8.68 MB)';
    expect(() => readModelFolder(bundledModelDir(copyDir))).toThrow(saying(sentence));
    writeFileSync(weights, 'version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 8683480\n');
    expect(() => readModelFolder(bundledModelDir(copyDir))).toThrow(
      saying('model.safetensors: it is only a Git LFS pointer'),
    );
    rmSync(weights);
    expect(() => readModelFolder(bundledModelDir(copyDir))).toThrow(saying('model.safetensors: it is missing.'));
  });
});

describe('any model folder', () => {
  it.each<readonly [string, (file: string) => void]>([
    ['of a web page', (file) => writeFileSync(file, '{"name": "Notes", "icons": [], "models": "none"}')],
    ['that is no JSON', (file) => writeFileSync(file, '\u0000\u0001')],
    ['that was not fetched', (file) => writeFileSync(file, 'version https://git-lfs.github.com/spec/v1\n')],
    ['that is a folder', (file) => mkdirSync(file)],
  ])('is used as well beside a manifest.json %s, though nothing is shipped by such a one', (_, write) => {
    const dir = copyModel();
    const modelsDir = dirname(dir);
    write(join(modelsDir, 'manifest.json'));
    expect(readModelFolder(dir)).toMatchObject({ name: 'some-model', isBundled: false, licence: null });
    expect(() => readManifest(modelsDir)).toThrow(CoreError);
  });

  it.skipIf(process.platform === 'win32')('is used as well beside a manifest.json that is a pipe', () => {
    const dir = copyModel();
    execFileSync('mkfifo', [join(dirname(dir), 'manifest.json')]);
    expect(readModelFolder(dir)).toMatchObject({ name: 'some-model', isBundled: false });
  });

  it('is used without those of its settings that cannot be used, and tells of each', () => {
    const dir = copyModel();
    writeFileSync(
      join(dir, 'generation_config.json'),
      '\ufeff{"top_k": -1, "temperature": NaN, "eos_token_id": 50256,}',
    );
    const folder = readModelFolder(dir);
    expect(folder.endTokenIds).toEqual([4_095]);
    expect(folder.notes).toHaveLength(3);
  });

  it('may have a byte order mark before each of its files, and NaN where config.json does not matter', () => {
    const dir = copyModel();
    for (const name of ['config.json', 'tokenizer.json', 'vocab.json', 'merges.txt', 'generation_config.json']) {
      writeFileSync(join(dir, name), `\ufeff${readFileSync(join(dir, name), 'utf8')}`);
    }
    const config = readFileSync(join(dir, 'config.json'), 'utf8');
    writeFileSync(join(dir, 'config.json'), config.replace('"attn_pdrop": 0.0', '"attn_pdrop": NaN, "x": -Infinity'));
    const { tokenizer, notes } = readModelFolder(dir);
    const plain = readModelFolder(bundledModelDir(modelsDir)).tokenizer;
    expect(tokenizer.hash).toBe(plain.hash);
    rmSync(join(dir, 'tokenizer.json'));
    expect(readModelFolder(dir).tokenizer.hash).toBe(plain.hash);
    expect(notes).toEqual([]);
  });

  it.each(['config.json', 'tokenizer.json', 'vocab.json', 'merges.txt'])(
    'is refused when %s was not fetched',
    (name) => {
      const dir = copyModel();
      if (name === 'vocab.json' || name === 'merges.txt') rmSync(join(dir, 'tokenizer.json'));
      writeFileSync(join(dir, name), 'version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 8683480\n');
      expect(() => readModelFolder(dir)).toThrow(saying(/only a Git LFS pointer, .* "git lfs pull"/));
    },
  );

  it('is named as another program’s where it has nothing else, and is not used with a head that judges texts', () => {
    const other = mkdtempSync(join(tmpdir(), 'palimpsest-other-'));
    writeFileSync(join(other, 'gpt2.Q4_K_M.gguf'), '');
    expect(() => readModelFolder(other)).toThrow(saying('are another program’s (gpt2.Q4_K_M.gguf)'));
    const dir = copyModel();
    changeJson(join(dir, 'config.json'), { architectures: ['GPT2ForSequenceClassification'] });
    expect(() => readModelFolder(dir)).toThrow(saying('it is a "GPT2ForSequenceClassification" (architectures)'));
    for (const folder of [other, join(dir, '..')]) rmSync(folder, { recursive: true });
  });

  it('has the name under which it was fetched, not that of its snapshot', () => {
    const cache = mkdtempSync(join(tmpdir(), 'palimpsest-cache-'));
    const fetched = (folder: string) => {
      const dir = join(cache, folder, 'snapshots', '607a30d783dfa663caf39e06633721c8d4cfcd7e');
      cpSync(copyModel(), dir, { recursive: true });
      return readModelFolder(dir).name;
    };
    expect(fetched('models--openai-community--gpt2')).toBe('openai-community/gpt2');
    expect(fetched('models--distilgpt2')).toBe('distilgpt2');
    expect(fetched('other')).toBe('607a30d783dfa663caf39e06633721c8d4cfcd7e');
  });

  it('is used without an added token for which it has no row, and tells so', () => {
    const dir = copyModel();
    const file = join(dir, 'tokenizer.json');
    const tokenizer = JSON.parse(readFileSync(file, 'utf8'));
    const added = (id: number, content: string, special: boolean) => ({ id, content, special });
    const beyond = [added(4_096, '[NAME]', false), added(4_097, '<pad>', true), added(2 ** 40, '[FAR]', false)];
    writeFileSync(file, JSON.stringify({ ...tokenizer, added_tokens: [...tokenizer.added_tokens, ...beyond] }));
    const folder = readModelFolder(dir);
    expect(folder.notes).toHaveLength(3);
    expect(folder.notes[0]).toBe('The added token "[NAME]" (4,096) is left out: the model has 4,096 rows.');
    expect(folder.tokenizer.encode('[NAME]')).toEqual(readModelFolder(copyModel()).tokenizer.encode('[NAME]'));
    changeJson(join(dir, 'config.json'), { vocab_size: 4_098 });
    const larger = readModelFolder(dir);
    expect(larger.tokenizer.encode('a[NAME]')).toEqual([...larger.tokenizer.encode('a'), 4_096]);
    expect(larger.notes).toHaveLength(1);
  });

  it('needs no generation_config and answers with a quarter of the window at most', () => {
    const dir = copyModel();
    rmSync(join(dir, 'generation_config.json'));
    const folder = readModelFolder(dir);
    expect(folder).toMatchObject({
      name: 'some-model',
      isBundled: false,
      languages: null,
      licence: null,
      endTokenIds: [4_095],
    });
    expect(folder.defaults).toMatchObject({ isGreedy: true, maxReplyTokens: 128 });
  });

  it('samples as its generation_config says', () => {
    const dir = copyModel();
    const sampled = { do_sample: true, temperature: 0.7, top_k: null, top_p: 0.9, repetition_penalty: 1.2 };
    changeJson(join(dir, 'generation_config.json'), { ...sampled, max_new_tokens: 5_000, eos_token_id: [4_095, 13] });
    const { defaults, endTokenIds } = readModelFolder(dir);
    expect(defaults).toMatchObject({ isGreedy: false, temperature: 0.7, topK: 0, topP: 0.9, repetitionPenalty: 1.2 });
    expect(defaults.maxReplyTokens).toBe(256);
    expect(endTokenIds).toEqual([4_095, 13]);
  });

  it.each([
    [{ model_type: 'llama' }, 'the model_type "llama"'],
    [{ model_type: undefined }, 'no model_type'],
    [{ vocab_size: 'many' }, 'config.json: "vocab_size" is not what it has to be.'],
    [{ vocab_size: 4_000 }, 'vocabulary has 4,000 tokens (vocab_size), but the tokenizer’s ids go up to 4,095'],
  ])('is refused with a sentence when its config says %j', (change, sentence) => {
    const dir = copyModel();
    changeJson(join(dir, 'config.json'), change);
    expect(() => readModelFolder(dir)).toThrowError(CoreError);
    expect(() => readModelFolder(dir)).toThrow(saying(sentence));
  });

  it.skipIf(process.getuid?.() === 0)('that may not be read is refused as that', () => {
    const closed = mkdtempSync(join(tmpdir(), 'palimpsest-closed-'));
    chmodSync(closed, 0o000);
    expect(() => readModelFolder(closed)).toThrow(saying('it may not be read by you'));
    chmodSync(closed, 0o700);
  });

  it('is refused with a sentence when it is not there, is a file, or lacks its config', () => {
    const dir = copyModel();
    expect(() => readModelFolder(join(dir, 'nowhere'))).toThrow(saying('There is no model folder'));
    expect(() => readModelFolder(join(dir, 'config.json'))).toThrow(saying('is a file. A model is a folder'));
    rmSync(join(dir, 'config.json'));
    expect(() => readModelFolder(dir)).toThrow(saying('config.json: it is missing.'));
    writeFileSync(join(dir, 'config.json'), '{"model_type": "gp');
    expect(() => readModelFolder(dir)).toThrow(saying('config.json: it is not valid JSON'));
  });
});
