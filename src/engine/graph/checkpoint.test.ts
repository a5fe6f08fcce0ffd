import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../shared/test-support/cpu-ms.ts';
import { saying } from '../../shared/test-support/saying.ts';
import type { CoreError } from '../../shared/wire.ts';
import { en } from '../../shared/words/en.ts';
import { sentenceOf } from '../../shared/words/sentence-of.ts';
import { writeRandomCheckpoint } from '../test-support/random-checkpoint.ts';
import { temporaryFolder } from '../test-support/temporary-folder.ts';
import { openCheckpoint } from './checkpoint.ts';
import { parseCheckpointConfig } from './checkpoint-config.ts';

const folder = temporaryFolder();
const shape = { n_layer: 1, n_head: 1, n_embd: 4, vocab_size: 9, n_positions: 8 };

describe('config.json', () => {
  const parse = (config: unknown) => () => parseCheckpointConfig(JSON.stringify(config));
  const gpt2 = (config: Readonly<Record<string, unknown>>) => parse({ model_type: 'gpt2', ...config });

  it('has the defaults of a GPT-2 with 124 million parameters', () => {
    expect(gpt2({})()).toEqual({
      layerCount: 12,
      headCount: 12,
      headSize: 64,
      embeddingSize: 768,
      innerSize: 3072,
      vocabularySize: 50257,
      windowTokens: 1024,
      layerNormEpsilon: 1e-5,
      activation: 'geluTanh',
      scalesByHeadSize: true,
      scalesByLayer: false,
      isHeadTied: true,
    });
  });

  it('names another kind of model', () => {
    expect(parse({ model_type: 'llama' })).toThrow(
      saying('it has the model_type "llama"; Palimpsest runs GPT-2 models'),
    );
    expect(parse({ model_type: 'opt' })).toThrow(saying('it has the model_type "opt"'));
    expect(parse({ architectures: ['GPT2LMHeadModel'] })).toThrow(saying('it has no model_type'));
  });

  it.each([
    'GPT2ForSequenceClassification',
    'GPT2ForTokenClassification',
    'GPT2ForQuestionAnswering',
    'TFGPT2ForSequenceClassification',
    'MyGPT2ForMultiLabelClassification',
    'GPT2RewardModel',
  ])('is not taken for a model that writes where its head is that of %s', (architecture) => {
    expect(gpt2({ architectures: [architecture] })).toThrow(saying(`it is a "${architecture}" (architectures)`));
    expect(gpt2({ architectures: [architecture, 'GPT2LMHeadModel'] })).not.toThrow();
  });

  it.each([
    [['GPT2LMHeadModel']],
    [['GPT2DoubleHeadsModel']],
    [['GPT2Model']],
    [['TFGPT2LMHeadModel']],
    [['FlaxGPT2LMHeadModel']],
    [['GPT2HeadWithValueModel']],
    [['GPT2LMHeadModelWithValueHead']],
    // Whether it writes its weights and its probe say.
    [['MyGPT2']],
    [[]],
    [null],
    ['GPT2'],
    [[7]],
  ])('is taken with the architectures %j', (architectures) => {
    expect(gpt2({ architectures })).not.toThrow();
  });

  it('says what cannot be used', () => {
    expect(gpt2({ n_embd: 10, n_head: 3 })).toThrow(
      saying('its width (n_embd 10) cannot be shared by its heads (n_head 3)'),
    );
    expect(gpt2({ activation_function: 'silu' })).toThrow(saying('its activation_function "silu" is none of'));
    expect(gpt2({ activation_function: 'constructor' })).toThrow(saying('its activation_function "constructor"'));
    expect(gpt2({ add_cross_attention: true })).toThrow(saying('cross attention'));
    expect(gpt2({ n_layer: 0 })).toThrow(saying('"n_layer" is 0, not a size'));
    expect(gpt2({ n_positions: '1024' })).toThrow(saying('"n_positions" is "1024", not a size'));
    expect(gpt2({ layer_norm_epsilon: -1 })).toThrow(saying('"layer_norm_epsilon" is -1'));
    expect(gpt2({ scale_attn_weights: 'yes' })).toThrow(saying('"scale_attn_weights" is "yes", not true or false'));
    expect(() => parseCheckpointConfig('{')).toThrow(saying('config.json: it is not valid JSON'));
    expect(parse([])).toThrow(saying('it is not a JSON object'));
  });
});

describe('a folder', () => {
  const open = (name: string) => openCheckpoint(join(folder, name));
  const make = (name: string, files: Readonly<Record<string, string>>) => {
    mkdirSync(join(folder, name));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
  };

  it('that is missing, empty, or holds other weights is named', async () => {
    await expect(open('nowhere')).rejects.toThrow(saying('There is no model folder'));
    make('empty', {});
    await expect(open('empty')).rejects.toThrow(saying('There is no config.json in'));
    make('only-config', { 'config.json': '{}' });
    await expect(open('only-config')).rejects.toThrow(saying('There is no model.safetensors in'));
    for (const name of ['model.gguf', 'tf_model.h5', 'flax_model.msgpack']) {
      make(`with-${name}`, { 'config.json': '{}', [name]: '' });
      await expect(open(`with-${name}`)).rejects.toThrow(saying(`are another program’s (${name})`));
      await expect(open(join(`with-${name}`, name))).rejects.toThrow(saying(`are another program’s (${name})`));
    }
    for (const name of ['model.gguf', 'rust_model.ot', 'model.onnx', 'Model.CKPT']) {
      make(`only-${name}`, { 'README.md': '', [name]: '', 'optimizer.bin': '' });
      await expect(open(`only-${name}`)).rejects.toThrow(saying(`are another program’s (${name})`));
    }
    make('both', { 'model.gguf': '', 'tuned.safetensors': '' });
    await expect(open('both')).rejects.toThrow(saying('There is no config.json in'));
    writeFileSync(join(folder, 'a-file'), '');
    await expect(open('a-file')).rejects.toThrow(saying('is a file. A model is a folder'));
  });

  it.skipIf(process.platform === 'win32').each(['config.json', 'model.safetensors', 'pytorch_model.bin', 'my.bin'])(
    'where no file comes of the name %s is told why',
    async (name) => {
      const dir = join(folder, `no-file-${name}`);
      mkdirSync(dir);
      if (name !== 'config.json') writeFileSync(join(dir, 'config.json'), '{}');
      const path = join(dir, name);
      const reopened = async (make: () => void) => {
        make();
        const opened = openCheckpoint(dir);
        await opened.catch(() => rmSync(path, { recursive: true }));
        return opened;
      };
      const linkTo = (target: string) => reopened(() => symlinkSync(target, path));
      await expect(linkTo('gone')).rejects.toThrow(saying(`${name}: it is a link to a file that is not there.`));
      await expect(linkTo(name)).rejects.toThrow(saying(`${name}: it cannot be read (ELOOP).`));
      await expect(linkTo('/dev/zero')).rejects.toThrow(saying(`${name}: it is not a file.`));
      await expect(reopened(() => mkdirSync(path))).rejects.toThrow(saying(`${name}: it is a folder, not a file.`));
    },
  );

  it.skipIf(process.getuid?.() === 0)('that may not be read is told as that', async () => {
    make('closed', { 'config.json': '{}' });
    for (const mode of [0o000, 0o400]) {
      chmodSync(join(folder, 'closed'), mode);
      await expect(open('closed')).rejects.toThrow(saying('it may not be read by you'));
    }
    chmodSync(join(folder, 'closed'), 0o700);
  });

  it('may hold its only weights under any name, beside what a training leaves', async () => {
    writeRandomCheckpoint(join(folder, 'tuned'), { config: shape, seed: 1 });
    renameSync(join(folder, 'tuned', 'model.safetensors'), join(folder, 'tuned', 'My tuned.SafeTensors'));
    for (const name of ['optimizer.bin', 'training_args.bin', 'model.gguf']) {
      writeFileSync(join(folder, 'tuned', name), '');
    }
    const opened = await open('tuned');
    expect(opened.config.layerCount).toBe(1);
    await opened.close();
    writeFileSync(join(folder, 'tuned', 'other.safetensors'), '');
    await expect(open('tuned')).rejects.toThrow(
      saying('(My tuned.SafeTensors, other.safetensors), and which one is meant'),
    );
  });

  it('whose config claims what no file could hold is refused at once', async () => {
    writeRandomCheckpoint(join(folder, 'claims'), { config: shape, seed: 1 });
    /** The sentence that it is refused with. */
    const claim = async (changes: object): Promise<string> => {
      const config = { model_type: 'gpt2', ...shape, ...changes };
      writeFileSync(join(folder, 'claims', 'config.json'), JSON.stringify(config));
      let error: unknown;
      const tookMs = await cpuMs(async () => {
        error = await open('claims').catch((refusal: unknown) => refusal);
      });
      expect(tookMs).toBeLessThan(1_000);
      expect(error).toMatchObject({ code: 'badModel' });
      return sentenceOf(en, error as CoreError);
    };
    expect(await claim({ n_layer: 1_000_000 })).toContain('should be 1,000,000 layers (n_layer) and there are 1.');
    expect(await claim({ n_layer: 2 ** 31 })).toContain('2,147,483,648 layers');
    expect(await claim({ n_layer: 1e300 })).toContain('not a size');
    for (const name of ['n_embd', 'n_positions', 'vocab_size', 'n_inner', 'n_head']) {
      for (const size of [1_000_000, 2 ** 31, 2 ** 53, 1e300]) await claim({ [name]: size });
    }
    expect(await claim({ vocab_size: 2 ** 31 })).toContain('should be 2,147,483,648 x 4 and is 9 x 4.');
  });

  it('may have a byte order mark, NaN and Infinity in its config', () => {
    const text = '\ufeff{"model_type": "gpt2", "attn_pdrop": NaN, "x": [-Infinity]}';
    expect(parseCheckpointConfig(text).layerCount).toBe(12);
    expect(() => parseCheckpointConfig('{"model_type": "gpt2", "layer_norm_epsilon": NaN}')).toThrow(
      saying('not a small number'),
    );
  });

  it('whose tensors do not fit its config is refused', async () => {
    writeRandomCheckpoint(join(folder, 'one-layer'), { config: shape, seed: 1 });
    const config = (changes: object) =>
      writeFileSync(
        join(folder, 'one-layer', 'config.json'),
        JSON.stringify({ model_type: 'gpt2', ...shape, ...changes }),
      );
    config({ n_layer: 2 });
    await expect(open('one-layer')).rejects.toThrow(
      saying('model.safetensors has no tensor "transformer.h.1.ln_1.weight"'),
    );
    config({ n_positions: 16 });
    await expect(open('one-layer')).rejects.toThrow(saying('"transformer.wpe.weight" should be 16 x 4 and is 8 x 4.'));
    config({ tie_word_embeddings: false });
    await expect(open('one-layer')).rejects.toThrow(saying('has no tensor "lm_head.weight"'));
    config({});
    const checkpoint = await open('one-layer');
    expect(checkpoint.parameterCount).toBe(
      9 * 4 + 8 * 4 + 4 * 8 + (4 * 12 + 12) + (4 * 4 + 4) + 2 * 4 * 16 + 16 + 4 + 8 - 16,
    );
    await checkpoint.close();
  });
});
