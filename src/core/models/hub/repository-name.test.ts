import { expect, it } from 'vitest';
import { readRepositoryName } from './repository-name.ts';

it.each([
  ['https://huggingface.co/gpt2', 'gpt2', 'main'],
  ['https://huggingface.co/gpt2/', 'gpt2', 'main'],
  ['https://huggingface.co/gpt2/tree/main', 'gpt2', 'main'],
  ['https://huggingface.co/gpt2/blob/v1/config.json', 'gpt2', 'v1'],
  ['http://hf.co/gpt2?library=transformers#usage', 'gpt2', 'main'],
  ['huggingface.co/gpt2', 'gpt2', 'main'],
  ['hf.co/someone/small//', 'someone/small', 'main'],
  ['https://huggingface.co/someone/small/blob/main/README.md?x=1#y', 'someone/small', 'main'],
  ['https://huggingface.co/someone/small/resolve/v2/model.safetensors', 'someone/small', 'v2'],
  ['https://huggingface.co/someone/tree/tree/v3', 'someone/tree', 'v3'],
  ['https://huggingface.co/someone/small/discussions/7', 'someone/small', 'main'],
])('the address %s of a page names %s at %s', (typed, repository, revision) => {
  expect(readRepositoryName(typed, undefined)).toEqual({ repository, revision });
});
