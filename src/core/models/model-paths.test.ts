import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { weightBytesOf } from './model-paths.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palimpsest-paths-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function make(bytesByName: Readonly<Record<string, number>>): void {
  for (const [name, bytes] of Object.entries(bytesByName)) writeFileSync(join(folder, name), Buffer.alloc(bytes));
}

const writeIndex = (name: string, map: unknown) => writeFileSync(join(folder, name), JSON.stringify(map));

describe('the bytes of a folder’s weights', () => {
  it('are those of the file that is read, whatever lies beside it', () => {
    make({ 'model.safetensors': 10, 'model-old.safetensors': 1_000, 'pytorch_model.bin': 100 });
    expect(weightBytesOf(folder)).toBe(10);
    expect(weightBytesOf(join(folder, 'model-old.safetensors'))).toBe(1_000);
  });

  it('are those of the parts that its index names, whatever they are called', () => {
    make({ 'part_a.safetensors': 20, 'part_b.safetensors': 3, 'other.safetensors': 1_000, 'pytorch_model.bin': 100 });
    const weightMap = { one: 'part_a.safetensors', two: 'part_b.safetensors', three: 'part_a.safetensors' };
    writeIndex('model.safetensors.index.json', { weight_map: weightMap });
    expect(weightBytesOf(folder)).toBe(23);
  });

  it.each([null, 7, {}, { weight_map: 'none' }])('are those of the numbered parts where the index is %j', (index) => {
    make({ 'model-00001-of-00002.safetensors': 20, 'model-00002-of-00002.safetensors': 3, 'other.safetensors': 1_000 });
    writeIndex('model.safetensors.index.json', index);
    expect(weightBytesOf(folder)).toBe(23);
  });

  it('are those of the only one, and none where it cannot be known which is meant', () => {
    make({ 'tuned.bin': 50, 'training_args.bin': 7 });
    expect(weightBytesOf(folder)).toBe(50);
    make({ 'tuned.safetensors': 9 });
    expect(weightBytesOf(folder)).toBe(9);
    make({ 'other.safetensors': 9 });
    expect(weightBytesOf(folder)).toBe(0);
  });
});
