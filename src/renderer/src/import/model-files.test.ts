import { describe, expect, it } from 'vitest';
import { isOfModel, meantAmong, meantByDrop, nameOfFiles } from './model-files.ts';

const named = (...names: string[]) => names.map((name) => ({ name }));

describe('a file that somebody drops', () => {
  it.each([
    ...['config.json', 'model.safetensors', 'TUNED.SafeTensors', 'pytorch_model.bin', 'tuned.PT'],
    ...['model.gguf', 'Model.GGUF', 'tf_model.h5', 'flax_model.msgpack', 'rust_model.ot', 'model.onnx', 'model.ckpt'],
  ])('is of a model where it is %s', (name) => {
    expect(isOfModel({ name })).toBe(true);
  });

  it.each(['chats.palimpsest', 'notes.txt', 'gguf', 'safetensors', 'settings.json', 'optimizer.bin', ''])(
    'is of none where it is %s',
    (name) => {
      expect(isOfModel({ name })).toBe(false);
    },
  );
});

describe('what is dropped', () => {
  const file = (name: string) => ({ name, isFolder: false });
  const folder = (name: string) => ({ name, isFolder: true });

  it('is a folder, whatever that is called', () => {
    for (const name of ['run.ckpt', 'gpt2.onnx', 'tuned.safetensors', 'config.json', 'my-model']) {
      expect(meantByDrop([folder(name)])).toBe('folder');
    }
  });

  it('is of a model by a file’s name alone, and else one file', () => {
    expect(meantByDrop([file('gpt2.onnx')])).toBe('model');
    expect(meantByDrop([file('notes.txt'), file('config.json'), folder('runs')])).toBe('model');
    expect(meantByDrop([file('chats.palimpsest')])).toBe('file');
    expect(meantByDrop([folder('run.ckpt'), file('notes.txt')])).toBe('several');
    expect(meantByDrop([file('one.txt'), file('two.txt')])).toBe('several');
  });
});

describe('files of a model', () => {
  it('are called as their weights', () => {
    expect(nameOfFiles(named('config.json', '微调.safetensors'))).toBe('微调');
    expect(nameOfFiles(named('gpt2-00001-of-00002.safetensors', 'gpt2-00002-of-00002.safetensors'))).toBe('gpt2');
    expect(nameOfFiles(named('Tuned.BIN'))).toBe('Tuned');
    expect(nameOfFiles(named('gpt2.Q4_K_M.gguf'))).toBe('gpt2.Q4_K_M');
    expect(nameOfFiles(named('config.json'))).toBe('model');
  });

  it('mean their only weights, else what lies in their folder', () => {
    const tuned = named('config.json', 'tokenizer.json', 'fine-tuned.safetensors', 'training_args.bin');
    expect(meantAmong(tuned)?.name).toBe('fine-tuned.safetensors');
    expect(meantAmong(named('config.json', 'a.safetensors', 'b.safetensors'))).toBeNull();
    const index = 'model.safetensors.index.json';
    expect(meantAmong(named(index, 'model-00001-of-00001.safetensors'))).toBeNull();
    expect(meantAmong(named('config.json', 'tokenizer.json'))).toBeNull();
    expect(meantAmong(named('config.json', 'model.gguf'))?.name).toBe('model.gguf');
  });
});
