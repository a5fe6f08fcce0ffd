import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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
  it('is greedy with answers of at most 96 tokens, as its generation_config says', () => {
    const folder = readModelFolder(bundledModelDir(modelsDir));
    expect(folder).toMatchObject({
      name: 'palimpsest-mini',
      isBundled: true,
      windowTokens: 512,
      vocabularySize: 4_096,
    });
    expect(folder.endTokenIds).toEqual([4_095]);
    expect(folder.defaults).toEqual({
      ...{ isGreedy: true, temperature: 1, topK: 50, topP: 1, repetitionPenalty: 1, seed: null, maxReplyTokens: 96 },
      ...{ stopTexts: [], policy: 'dropOldest', asksBeforeForgetting: true },
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
    const sentence = 'model.safetensors: it has 1000 bytes where there should be 8683480.';
    expect(() => readModelFolder(bundledModelDir(copyDir))).toThrow(sentence);
    rmSync(weights);
    expect(() => readModelFolder(bundledModelDir(copyDir))).toThrow('model.safetensors: it is missing.');
  });
});

describe('any model folder', () => {
  it('needs no generation_config and answers with a quarter of the window at most', () => {
    const dir = copyModel();
    rmSync(join(dir, 'generation_config.json'));
    const folder = readModelFolder(dir);
    expect(folder).toMatchObject({ name: 'some-model', isBundled: false, endTokenIds: [4_095] });
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
    [{ vocab_size: 4_000 }, "vocabulary has 4000 tokens (vocab_size), but the tokenizer's ids go up to 4095"],
  ])('is refused with a sentence when its config says %j', (change, sentence) => {
    const dir = copyModel();
    changeJson(join(dir, 'config.json'), change);
    expect(() => readModelFolder(dir)).toThrowError(CoreError);
    expect(() => readModelFolder(dir)).toThrow(sentence);
  });

  it('is refused with a sentence when its end token is outside the vocabulary', () => {
    const dir = copyModel();
    changeJson(join(dir, 'generation_config.json'), { eos_token_id: 50_256 });
    expect(() => readModelFolder(dir)).toThrow('end token 50256 is not in its vocabulary of 4096 tokens');
  });

  it('is refused with a sentence when it is not there, is a file, or lacks its config', () => {
    const dir = copyModel();
    expect(() => readModelFolder(join(dir, 'nowhere'))).toThrow('There is no model folder');
    expect(() => readModelFolder(join(dir, 'config.json'))).toThrow('is a file. A model is a folder');
    rmSync(join(dir, 'config.json'));
    expect(() => readModelFolder(dir)).toThrow('config.json: it is missing.');
    writeFileSync(join(dir, 'config.json'), '{"model_type": "gp');
    expect(() => readModelFolder(dir)).toThrow('config.json: it is not valid JSON');
  });
});
