import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { weightBytesOf } from './model-paths.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function folderOf(files: Readonly<Record<string, number>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'palimpsest-weights-'));
  folders.push(folder);
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), new Uint8Array(bytes));
  return folder;
}

describe('the bytes of a model’s weights', () => {
  it.each([
    [
      'are those of the file that is read, whatever lies beside it',
      { 'model.safetensors': 10, 'model-old.safetensors': 1_000 },
      10,
    ],
    ['are those of the form that is read first', { 'model.safetensors': 10, 'pytorch_model.bin': 70 }, 10],
    [
      'are those of the parts, whatever they are called',
      { 'model.safetensors.index.json': 3, 'part_a.safetensors': 20, 'part_b.safetensors': 30 },
      50,
    ],
    ['are those of the only one, whatever it is called', { 'tuned.bin': 7, 'optimizer.bin': 90 }, 7],
    ['are not known where it is not known which one is meant', { 'a.bin': 7, 'b.bin': 8 }, 0],
  ])('%s', (_, files, bytes) => {
    expect(weightBytesOf(folderOf(files))).toBe(bytes);
  });

  it('are those of a file that is named', () => {
    expect(weightBytesOf(join(folderOf({ 'a.bin': 7, 'b.bin': 8 }), 'b.bin'))).toBe(8);
  });
});
