import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { BroughtModel } from '../state/page-state.ts';
import { openDropped } from './open-dropped.ts';

beforeEach(() => vi.stubGlobal('window', {}));
afterEach(() => vi.unstubAllGlobals());

/** As a browser gives it: a folder is among the files as well, with nothing in it. */
function dropOf(...dropped: readonly { readonly name: string; readonly holds?: readonly string[] }[]): DataTransfer {
  const fileEntry = (name: string) => ({
    isFile: true,
    file: (give: (file: File) => void) => give(new File([], name)),
  });
  const entryOf = ({ name, holds }: (typeof dropped)[number]) => {
    let left = [holds?.map(fileEntry) ?? [], []];
    const readEntries = (give: (entries: unknown) => void) => {
      const [next, ...others] = left;
      left = others as typeof left;
      give(next);
    };
    return { name, isDirectory: holds !== undefined, createReader: () => ({ readEntries }) };
  };
  const items = dropped.map((each) => ({ kind: 'file', webkitGetAsEntry: () => entryOf(each) }));
  return { files: dropped.map(({ name }) => new File([], name)), items } as unknown as DataTransfer;
}

function openedBy(data: DataTransfer) {
  const told: unknown[] = [];
  const page = {
    bringModel: (brought: BroughtModel) =>
      told.push(brought.type === 'files' && [brought.name, brought.files.map(({ name }) => name)]),
    refuseOpening: (_name: string, failure: unknown) => told.push(failure),
    openFile: (file: File) => told.push(file.name),
  };
  openDropped(page as unknown as Parameters<typeof openDropped>[0], data);
  return told;
}

it.each(['run.ckpt', 'gpt2.onnx', 'tuned.safetensors', 'mine'])(
  'a folder that is dropped is brought with what lies in it, also where it is called %s',
  async (name) => {
    const told = openedBy(dropOf({ name, holds: ['config.json', 'model.safetensors'] }));
    await expect.poll(() => told).toEqual([[name, ['config.json', 'model.safetensors']]]);
  },
);

it('a folder among others is none of a model’s files, whatever it is called', () => {
  expect(openedBy(dropOf({ name: 'run.ckpt', holds: [] }, { name: 'notes.txt' }))).toEqual([{ reason: 'onlyOne' }]);
});

it('files are a model’s by what they are called, and else one with chats', () => {
  expect(openedBy(dropOf({ name: 'gpt2.onnx' }))).toEqual([['gpt2', ['gpt2.onnx']]]);
  expect(openedBy(dropOf({ name: 'chats.palimpsest' }))).toEqual(['chats.palimpsest']);
});
