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
  });

  it('is one file of weights, whatever it is called, under the name by which it is found', () => {
    expect(taken('微调.safetensors')).toEqual(['config.json', 'model.safetensors']);
    expect(taken('Tuned.BIN')).toEqual(['config.json', 'pytorch_model.bin']);
    expect(() => taken('a.safetensors', 'b.safetensors')).toThrow(saying('There is no model.safetensors in A Model'));
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
