import { copyFileSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { saying } from '../../shared/test-support/saying.ts';
import { temporaryFolder } from '../test-support/temporary-folder.ts';
import { openCheckpoint, tensorShapes } from './checkpoint.ts';
import { openPyTorchFile } from './pytorch-file.ts';

const folder = temporaryFolder();
const forms = join(import.meta.dirname, '../test-support/pytorch-forms');
const config = join(forms, 'config.json');

/** A folder with the configuration and one file of weights under another name. */
function folderWith(name: string, weights: string, as = 'pytorch_model.bin'): string {
  const dir = join(folder, name);
  mkdirSync(dir, { recursive: true });
  copyFileSync(config, join(dir, 'config.json'));
  copyFileSync(join(forms, weights), join(dir, as));
  return dir;
}

async function valuesOf(path: string): Promise<Readonly<Record<string, readonly number[]>>> {
  const checkpoint = await openCheckpoint(path);
  try {
    const values: Record<string, number[]> = {};
    for (const name of tensorShapes(checkpoint.config).keys()) {
      const found: number[] = [];
      await checkpoint.read(name, (piece, firstIndex) => {
        expect(firstIndex).toBe(found.length);
        found.push(...piece);
      });
      values[name] = found;
    }
    return values;
  } finally {
    await checkpoint.close();
  }
}

describe('weights that PyTorch saved', () => {
  it.each(['zip.bin', 'old.bin', 'protocol-4.bin'])(
    'as %s are those of the same model as safetensors',
    async (form) => {
      const expected = await valuesOf(join(forms, 'model.safetensors'));
      expect(await valuesOf(folderWith(form, form))).toEqual(expected);
    },
  );

  it('may be one file that is named, a link, and split into several that an index names', async () => {
    const expected = await valuesOf(join(forms, 'model.safetensors'));
    const single = folderWith('single', 'zip.bin', 'my-weights.bin');
    expect(await valuesOf(join(single, 'my-weights.bin'))).toEqual(expected);
    const linked = join(folder, 'linked');
    mkdirSync(linked);
    symlinkSync(config, join(linked, 'config.json'));
    symlinkSync(join(single, 'my-weights.bin'), join(linked, 'pytorch_model.bin'));
    expect(await valuesOf(linked)).toEqual(expected);
  });

  it('that call upon anything else are refused with its name, and nothing runs', async () => {
    await expect(openCheckpoint(folderWith('runs', 'runs.bin'))).rejects.toThrow(
      saying(/calls upon "(?:__builtin__|builtins)\.print", which is no tensor/),
    );
  });

  it('that are another pickle, an empty file or a pointer are told', async () => {
    const dir = folderWith('others', 'no-tensors.bin');
    await expect(openCheckpoint(dir)).rejects.toThrow(saying('it is no file of tensors that PyTorch saved'));
    writeFileSync(join(dir, 'pytorch_model.bin'), '');
    await expect(openCheckpoint(dir)).rejects.toThrow(saying('pytorch_model.bin: it is empty'));
    writeFileSync(join(dir, 'pytorch_model.bin'), 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n');
    await expect(openCheckpoint(dir)).rejects.toThrow(saying('it is only a Git LFS pointer'));
  });

  it.each(['zip.bin', 'old.bin'])('are told wherever %s is cut', async (form) => {
    const whole = readFileSync(join(forms, form));
    const cut = join(folder, `cut-${form}`);
    for (let length = 0; length < whole.byteLength; length += 37) {
      writeFileSync(cut, whole.subarray(0, length));
      await expect(openPyTorchFile(cut), `${length} bytes`).rejects.toMatchObject({ code: 'badModel' });
    }
  });

  it('may be zip64, where sizes and places stand in an extra field', async () => {
    const dir = folderWith('zip64', 'zip.bin');
    writeFileSync(join(dir, 'pytorch_model.bin'), asZip64(readFileSync(join(forms, 'zip.bin'))));
    expect(await valuesOf(dir)).toEqual(await valuesOf(join(forms, 'model.safetensors')));
  });

  it('that are no numbers are refused with the tensor’s name', async () => {
    const dir = folderWith('not-finite', 'model.safetensors', 'model.safetensors');
    const bytes = readFileSync(join(dir, 'model.safetensors'));
    bytes.writeFloatLE(Number.NaN, bytes.length - 8);
    writeFileSync(join(dir, 'model.safetensors'), bytes);
    await expect(valuesOf(dir)).rejects.toThrow(saying(/^".+" holds values that are no numbers/));
  });
});

describe('an index of several files', () => {
  function split(name: string, map: object): string {
    const dir = folderWith(name, 'zip.bin', 'pytorch_model-00001-of-00001.bin');
    cpSync(config, join(dir, 'config.json'));
    writeFileSync(join(dir, 'pytorch_model.bin.index.json'), JSON.stringify({ weight_map: map }));
    return dir;
  }

  it('is followed', async () => {
    const dir = split('split', { 'transformer.wte.weight': 'pytorch_model-00001-of-00001.bin' });
    expect(await valuesOf(dir)).toEqual(await valuesOf(join(forms, 'model.safetensors')));
  });

  it.each(['../zip.bin', '/etc/hostname', 'a/b', '..', 'a\\b', 'C:b', ''])(
    'names no file elsewhere: %j',
    async (name) => {
      await expect(openCheckpoint(split('elsewhere', { a: name }))).rejects.toThrow(saying('no plain name of a file'));
    },
  );

  it('with a file that is missing, or two with the same tensor, is told', async () => {
    await expect(openCheckpoint(split('gone', { a: 'gone.bin' }))).rejects.toThrow(saying('gone.bin: it is missing'));
    const dir = split('twice', { a: 'pytorch_model-00001-of-00001.bin', b: 'again.bin' });
    copyFileSync(join(forms, 'old.bin'), join(dir, 'again.bin'));
    await expect(openCheckpoint(dir)).rejects.toThrow(saying('stands in another file of this model, too'));
    await expect(openCheckpoint(split('no-map', []))).rejects.toThrow(saying('it does not say in which files'));
  });
});

/** The same archive with its list rewritten so that every size and place stands in a zip64 field, and a zip64 end. */
function asZip64(zip: Buffer): Buffer {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  const listBytes = zip.readUInt32LE(end + 12);
  const listOffset = zip.readUInt32LE(end + 16);
  const entries: Buffer[] = [];
  for (let at = listOffset; at < listOffset + listBytes && zip.readUInt32LE(at) === 0x02014b50; ) {
    const nameBytes = zip.readUInt16LE(at + 28);
    const header = Buffer.from(zip.subarray(at, at + 46 + nameBytes));
    const extra = Buffer.alloc(28);
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(24, 2);
    [24, 20, 42].forEach((field, index) => {
      extra.writeBigUInt64LE(BigInt(header.readUInt32LE(field)), 4 + 8 * index);
      header.writeUInt32LE(0xffffffff, field);
    });
    header.writeUInt16LE(extra.length, 30);
    header.writeUInt16LE(0, 32);
    entries.push(header, extra);
    at += 46 + nameBytes + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  const list = Buffer.concat(entries);
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(BigInt(list.length), 40);
  record.writeBigUInt64LE(BigInt(listOffset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(listOffset + list.length), 8);
  const newEnd = Buffer.from(zip.subarray(end, end + 22));
  newEnd.writeUInt32LE(0xffffffff, 12);
  newEnd.writeUInt32LE(0xffffffff, 16);
  return Buffer.concat([zip.subarray(0, listOffset), list, record, locator, newEnd]);
}
