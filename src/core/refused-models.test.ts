import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeSparseCheckpoint } from '../engine/test-support/sparse-checkpoint.ts';
import { saying } from '../shared/test-support/saying.ts';
import { openTestApplication, type TestApplication } from './test-support/open-test-application.ts';

const bundled = resolve(import.meta.dirname, '../../models/palimpsest-mini');
let folder: string;
let modelDir: string;
let test: TestApplication;

beforeAll(async () => {
  test = openTestApplication();
  await test.app.link.ready();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-refused-'));
  modelDir = join(folder, 'My GPT');
  cpSync(bundled, modelDir, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
afterAll(() => test.close());

const look = (path: string) => test.page.call('models.look', { path });
const importModel = (path: string) => test.page.stream('models.import', { path }, () => {}).result;

const namesIn = (name: string) => {
  const path = join(test.dataDir, name);
  return existsSync(path) ? readdirSync(path) : [];
};
/** What is there of models, and of what was made of them. */
const left = () => [...namesIn('models'), ...namesIn('graphs')].filter((name) => !name.startsWith('.learnt'));

const lfsPointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 548105171\n';
const withoutWeights = () => rmSync(join(modelDir, 'model.safetensors'));
const inConfig = (change: object) => {
  const file = join(modelDir, 'config.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }));
};
/** Its first tensor is described otherwise, in as many bytes. */
const inHeader = (change: (header: string) => string) => {
  const file = join(modelDir, 'model.safetensors');
  const bytes = readFileSync(file);
  const end = 8 + Number(bytes.readBigUInt64LE(0));
  bytes.write(change(bytes.toString('latin1', 8, end)), 8, 'latin1');
  writeFileSync(file, bytes);
};

describe('a model that cannot be used', () => {
  it.each<readonly [name: string, damage: () => void, sentence: string]>([
    [
      'a Git LFS pointer',
      () => writeFileSync(join(modelDir, 'model.safetensors'), lfsPointer),
      'only a Git LFS pointer',
    ],
    ['a pointer in the place of its config', () => writeFileSync(join(modelDir, 'config.json'), lfsPointer), 'Git LFS'],
    ...['model.gguf', 'tf_model.h5', 'flax_model.msgpack', 'model.onnx'].map((name) => {
      const damage = () => {
        withoutWeights();
        writeFileSync(join(modelDir, name), 'of another program');
      };
      return [name, damage, `another program’s (${name})`] as const;
    }),
    ['another architecture', () => inConfig({ model_type: 'llama' }), 'the model_type "llama"'],
    ['sizes that are not those of its config', () => inConfig({ n_embd: 128, n_head: 4 }), 'do not belong together'],
    ['weights of a type that none have', () => inHeader((header) => header.replace('"F16"', '"I16"')), 'stored as I16'],
    ['weights that end too early', () => truncateSync(join(modelDir, 'model.safetensors'), 8_000_000), 'is cut short'],
    [
      'a tokenizer and a config that name no end of a text',
      () => {
        for (const name of [
          'tokenizer.json',
          'tokenizer_config.json',
          'special_tokens_map.json',
          'vocab.json',
          'generation_config.json',
        ]) {
          rmSync(join(modelDir, name), { force: true });
        }
        writeFileSync(join(modelDir, 'vocab.txt'), '[UNK]\nthe\n');
        inConfig({ eos_token_id: null });
      },
      'has no end-of-text token',
    ],
    [
      'no tokenizer',
      () => {
        for (const name of ['tokenizer.json', 'vocab.json']) rmSync(join(modelDir, name));
      },
      'tokenizer',
    ],
    ['no config', () => rmSync(join(modelDir, 'config.json')), 'There is no config.json'],
  ])(
    'is refused with the same sentence when it is looked at and when it is imported: %s',
    async (_, damage, sentence) => {
      damage();
      const before = left();
      await expect(look(modelDir)).rejects.toThrow(saying(sentence));
      await expect(importModel(modelDir)).rejects.toThrow(saying(sentence));
      expect(left()).toEqual(before);
    },
  );

  it('is refused by what its weights are only once they are read: numbers that are none', async () => {
    const file = join(modelDir, 'model.safetensors');
    const bytes = readFileSync(file);
    // The last value: not a number in F16.
    bytes.writeUInt16LE(0x7e00, bytes.length - 2);
    writeFileSync(file, bytes);
    await expect(look(modelDir)).resolves.toMatchObject({ sameAs: null });
    const before = left();
    await expect(importModel(modelDir)).rejects.toMatchObject({ code: 'badModel', details: { reason: 'notFinite' } });
    expect(left()).toEqual(before);
  });

  it('is refused by name: a single file of another program, what is no file, and what is not there', async () => {
    const single = join(folder, 'model.gguf');
    writeFileSync(single, 'GGUF');
    await expect(look(single)).rejects.toThrow(saying('another program’s (model.gguf)'));
    const refused = look('/dev/zero');
    await expect(refused).rejects.toMatchObject({ code: 'badModel', details: { reason: 'folderIsFile' } });
    await expect(look('models')).rejects.toMatchObject({ code: 'badModel' });
  });

  it.skipIf(process.platform === 'win32')('is refused for want of memory before anything is copied', async () => {
    makeSparseCheckpoint(modelDir);
    const offer = await look(modelDir);
    expect(offer.memory.neededBytes).toBeGreaterThan(offer.memory.availableBytes);
    const before = left();
    const refused = importModel(modelDir);
    await expect(refused).rejects.toThrow(saying(/^This model needs about .* of memory, and .* are free\. /));
    expect(left()).toEqual(before);
  });
});

describe.skipIf(process.platform === 'win32')('what is refused before it is copied', () => {
  it('takes more of the disk than is free, also where a person would load it anyway', async () => {
    makeSparseCheckpoint(modelDir);
    const before = left();
    const refused = test.page.stream('models.import', { path: modelDir, loadsAnyway: true }, () => {}).result;
    await expect(refused).rejects.toMatchObject({ code: 'diskFull', details: { of: 'model' } });
    expect(left()).toEqual(before);
  });

  it.each(['model.safetensors', 'model.safetensors.index.json', 'tokenizer.json', 'merges.txt', 'config.json'])(
    'is a pipe in the place of %s',
    async (name) => {
      rmSync(join(modelDir, name), { force: true });
      // Those that stand in for it are not to be found in its place.
      if (name === 'merges.txt') rmSync(join(modelDir, 'tokenizer.json'));
      if (name.startsWith('model.')) rmSync(join(modelDir, 'model.safetensors'), { force: true });
      execFileSync('mkfifo', [join(modelDir, name)]);
      await expect(look(modelDir)).rejects.toMatchObject({ code: 'badModel' });
    },
  );
});

describe.skipIf(process.platform === 'win32')('what can be done without', () => {
  it.each([
    'palimpsest-model.json',
    'generation_config.json',
    'tokenizer_config.json',
    'added_tokens.json',
    'special_tokens_map.json',
    'README.md',
    '../manifest.json',
  ])('is not waited for where %s is a pipe, or never ends', async (name) => {
    const path = join(modelDir, name);
    rmSync(path, { force: true });
    execFileSync('mkfifo', [path]);
    await expect(look(modelDir)).resolves.toMatchObject({ name: 'My GPT' });
    rmSync(path);
    symlinkSync('/dev/zero', path);
    await expect(look(modelDir)).resolves.toMatchObject({ name: 'My GPT' });
  });
});
