import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { saying } from '../../shared/test-support/saying.ts';
import { writeRandomCheckpoint } from '../test-support/random-checkpoint.ts';
import { temporaryFolder } from '../test-support/temporary-folder.ts';
import { openSafetensors } from './safetensors.ts';

const folder = temporaryFolder();
const path = join(folder, 'model.safetensors');

async function readAll(filePath: string): Promise<Record<string, number[]>> {
  const file = await openSafetensors(filePath);
  const all: Record<string, number[]> = {};
  try {
    for (const tensor of file.tensors.values()) {
      const values: number[] = [];
      await file.read(tensor, (piece) => {
        values.push(...piece);
      });
      all[tensor.name] = values;
    }
  } finally {
    await file.close();
  }
  return all;
}

function writeFile(header: unknown, data: Uint8Array): string {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.byteLength));
  writeFileSync(path, Buffer.concat([length, json, data]));
  return path;
}

describe('values', () => {
  it('reads F32, F16 and BF16, with subnormals, infinities and both zeros', async () => {
    const header = {
      a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
      b: { dtype: 'F16', shape: [2, 3], data_offsets: [8, 20] },
      c: { dtype: 'BF16', shape: [2], data_offsets: [20, 24] },
    };
    const halves = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7c00, 0x8000, 0x7bff);
    const data = Buffer.concat([
      new Uint8Array(Float32Array.of(1.5, -2).buffer),
      new Uint8Array(halves.buffer),
      new Uint8Array(Uint16Array.of(0x3f80, 0xc040).buffer),
    ]);
    expect(await readAll(writeFile(header, data))).toEqual({
      a: [1.5, -2],
      b: [1, -2, 2 ** -24, Number.POSITIVE_INFINITY, -0, 65504],
      c: [1, -3],
    });
  });

  it('refuses to read other types by name', async () => {
    writeFile({ a: { dtype: 'F64', shape: [1], data_offsets: [0, 8] } }, new Uint8Array(8));
    await expect(readAll(path)).rejects.toThrow(saying('"a" is stored as F64; Palimpsest reads F32, F16 and BF16.'));
  });
});

describe('damage', () => {
  const tensor = (begin: number, end: number) => ({
    dtype: 'F32',
    shape: [(end - begin) / 4],
    data_offsets: [begin, end],
  });
  const cases: readonly [string, unknown, number, string][] = [
    ['overlap', { a: tensor(0, 8), b: tensor(4, 12) }, 12, 'is damaged: "b" overlaps another tensor.'],
    ['a hole', { a: tensor(0, 8), b: tensor(12, 16) }, 16, 'is damaged: there is a hole before "b".'],
    ['too little', { a: tensor(0, 8000) }, 100, 'is cut short: 8,0'],
    ['too much', { a: tensor(0, 8) }, 12, 'is damaged: its header promises'],
    ['no JSON', 'not json', 8, 'is damaged: its header is not readable JSON.'],
    ['a list', [1], 8, 'is damaged: its header is no list of tensors.'],
    ['no offsets', { a: { dtype: 'F32', shape: [1] } }, 8, 'is damaged: its header does not describe "a".'],
    ['backwards', { a: { dtype: 'F32', shape: [1], data_offsets: [4, 0] } }, 8, 'does not fit its place'],
    ['wrong size', { a: { dtype: 'F32', shape: [3], data_offsets: [0, 8] } }, 8, '"a" (F32, 3) does not fit'],
    ['fractions', { a: { dtype: 'F32', shape: [0.5], data_offsets: [0, 2] } }, 2, 'does not describe "a"'],
    ['past 2^53', { a: { dtype: 'F32', shape: [1], data_offsets: [0, 2 ** 60] } }, 8, 'does not describe "a"'],
  ];
  for (const [name, header, dataBytes, sentence] of cases) {
    it(`is told: ${name}`, async () => {
      writeFile(header, new Uint8Array(dataBytes));
      await expect(openSafetensors(path)).rejects.toMatchObject({ code: 'badModel' });
      await expect(openSafetensors(path)).rejects.toThrow(saying(sentence));
    });
  }

  it('is told: an absurd header length', async () => {
    writeFileSync(path, '<!DOCTYPE html><html>not a model</html>');
    await expect(openSafetensors(path)).rejects.toThrow(saying('so it is no safetensors file'));
  });

  it('is told: a file that Git LFS did not fetch', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0123\nsize 548105171\n';
    writeFileSync(path, pointer);
    await expect(openSafetensors(path)).rejects.toThrow(
      saying('model.safetensors: it is only a Git LFS pointer, which stands for the file itself: fetch that with'),
    );
  });

  it('is told wherever the file is cut', async () => {
    writeRandomCheckpoint(folder, {
      config: { n_layer: 1, n_head: 1, n_embd: 4, vocab_size: 9, n_positions: 8 },
      seed: 3,
    });
    const whole = readFileSync(path);
    const cut = join(folder, 'cut.safetensors');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.byteLength - 1 }), async (length) => {
        writeFileSync(cut, whole.subarray(0, length));
        await expect(openSafetensors(cut)).rejects.toThrow(
          saying(/^cut\.safetensors is cut short: .* there are [\d,]+\.$/),
        );
      }),
      { numRuns: 150 },
    );
  });
});
