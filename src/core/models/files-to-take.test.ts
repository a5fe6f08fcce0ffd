import { describe, expect, it } from 'vitest';
import { saying } from '../../shared/test-support/saying.ts';
import { filesToTake } from './files-to-take.ts';

const named = (...names: string[]) => names.map((name, index) => ({ name, bytes: index }));
const taken = (...names: string[]) =>
  filesToTake('A Model', named('config.json', 'vocab.txt', ...names))
    .map((file) => file.nameThere)
    .filter((name) => name !== 'vocab.txt');

describe('what is taken of the files of a folder', () => {
  it('is the weights in the form that is read first, and what is of use beside them', () => {
    expect(taken('pytorch_model.bin', 'model.safetensors', 'vocab.json', 'notes.txt', 'training_args.bin')).toEqual([
      'config.json',
      'vocab.json',
      'model.safetensors',
    ]);
    const shards = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
    expect(taken('model.safetensors.index.json', ...shards)).toEqual([
      'config.json',
      'model.safetensors.index.json',
      ...shards,
    ]);
    expect(taken('pytorch_model.bin', 'training_args.bin')).toEqual(['config.json', 'pytorch_model.bin']);
    const parts = ['pytorch_model-00001-of-00002.bin', 'pytorch_model-00002-of-00002.bin'];
    expect(taken('pytorch_model.bin.index.json', ...parts, 'optimizer.bin', 'training_args.bin', 'tuned.bin')).toEqual([
      'config.json',
      'pytorch_model.bin.index.json',
      ...parts,
    ]);
    expect(taken('pytorch_model.bin.index.json', 'one.bin', 'two.bin', 'optimizer.bin')).toEqual([
      'config.json',
      'pytorch_model.bin.index.json',
      ...['one.bin', 'two.bin'],
    ]);
  });

  it('is one file of weights, whatever it is called, under the name by which it is found', () => {
    expect(taken('微调.safetensors')).toEqual(['config.json', 'model.safetensors']);
    expect(taken('Tuned.BIN')).toEqual(['config.json', 'pytorch_model.bin']);
    expect(taken('tuned.pt', 'optimizer.pt', 'rng_state_0.pth')).toEqual(['config.json', 'pytorch_model.bin']);
    expect(taken('tuned.bin', 'training_args.bin', 'scheduler.bin')).toEqual(['config.json', 'pytorch_model.bin']);
    expect(() => taken('optimizer.bin')).toThrow(saying('There is no model.safetensors'));
  });

  it('is none of several that are called anything, which are named, nor one that is left over from another form', () => {
    const several = saying(
      'There are 2 files of weights in A Model (a.safetensors, b.safetensors), and which one is meant',
    );
    expect(() => taken('b.safetensors', 'a.safetensors')).toThrow(several);
    expect(() => taken('b.safetensors', 'a.safetensors', 'old.bin')).toThrow(several);
    expect(() => taken('a.bin', 'b.bin', 'c.bin', 'd.bin')).toThrow(
      saying('4 files of weights in A Model (a.bin, b.bin, c.bin, …)'),
    );
  });

  it('is none of parts without their index, which is named', () => {
    const parts = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
    const noIndex = saying(
      'are in parts (model-00001-of-00002.safetensors), and model.safetensors.index.json is missing',
    );
    expect(() => taken(...parts)).toThrow(noIndex);
    expect(() => taken(parts[0] ?? '')).toThrow(noIndex);
    expect(() => taken(...parts, 'old.bin')).toThrow(noIndex);
    expect(() => taken(...parts, 'consolidated.safetensors')).toThrow(noIndex);
    expect(taken('tuned-00001-of-00001.safetensors')).toEqual(['config.json', 'model.safetensors']);
  });

  it.each(['training_state.pt', 'optim.pth', 'global_step1000.pt', 'trainer_state.bin'])(
    'is nothing of what a training goes on with: %s',
    (name) => {
      expect(taken('tuned.bin', name)).toEqual(['config.json', 'pytorch_model.bin']);
      expect(() => taken(name)).toThrow(saying('There is no model.safetensors'));
    },
  );

  it.each([
    ...['model.gguf', 'Model.GGUF', 'tf_model.h5', 'flax_model.msgpack', 'model.onnx', 'rust_model.ot', 'a.mlmodel'],
    ...['model.ckpt', 'model.ckpt.data-00000-of-00001', 'model.ckpt-1000.index'],
  ])('is nothing of what another program keeps in %s, which is named whatever else is missing', (name) => {
    const refusal = saying(`The weights in A Model are another program’s (${name})`);
    expect(() => filesToTake('A Model', named(name))).toThrow(refusal);
    expect(() => taken(name, 'training_args.bin')).toThrow(refusal);
    expect(taken(name, 'model.safetensors')).toEqual(['config.json', 'model.safetensors']);
    // With weights that could be used, it is what is missing that is told.
    expect(() => filesToTake('A Model', named(name, 'tuned.safetensors'))).toThrow(saying('There is no config.json'));
  });

  it('is nothing where there is no tokenizer', () => {
    const withoutTokenizer = named('config.json', 'model.safetensors', 'vocab.json');
    expect(() => filesToTake('A Model', withoutTokenizer)).toThrow(saying('neither tokenizer.json, nor vocab.json'));
  });

  it.each(['../model.safetensors', 'a/model.safetensors', 'C:model.safetensors', '.safetensors', 'a\0.safetensors'])(
    'is nothing that is called %j',
    (name) => {
      expect(() => taken(name)).toThrow(saying('There is no model.safetensors'));
    },
  );
});
