import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countRefused, mostGrowthBytes, peakMemoryBytes } from '../test-support/damaged-files.ts';
import { type Draw, damageBytes, damagedFileCount, damageJson } from '../test-support/mutations.ts';
import { temporaryFolder } from '../test-support/temporary-folder.ts';
import { openCheckpoint, tensorShapes, valueCount } from './checkpoint.ts';

const folder = temporaryFolder();
const forms = join(import.meta.dirname, '../test-support/pytorch-forms');
const peakBefore = peakMemoryBytes();

interface Kind {
  readonly name: string;
  /** The files of a whole model, by the names that they have in its folder. */
  readonly files: Readonly<Record<string, string>>;
  readonly damaged: string;
  readonly damage: (bytes: Buffer, draw: Draw) => Buffer | string;
}

const index = JSON.stringify({
  metadata: { total_size: 100 },
  weight_map: { 'transformer.wte.weight': 'zip.bin', 'transformer.wpe.weight': 'zip.bin' },
});

const kinds: readonly Kind[] = [
  {
    name: 'safetensors',
    files: { 'model.safetensors': 'model.safetensors', 'config.json': 'config.json' },
    damaged: 'model.safetensors',
    damage: damageSafetensors,
  },
  {
    name: 'an index',
    files: { 'zip.bin': 'zip.bin', 'config.json': 'config.json' },
    damaged: 'pytorch_model.bin.index.json',
    damage: (_, draw) => damageJson(index, draw),
  },
  {
    name: 'pytorch_model.bin',
    files: { 'pytorch_model.bin': 'zip.bin', 'config.json': 'config.json' },
    damaged: 'pytorch_model.bin',
    damage: damageZip,
  },
  {
    name: 'pytorch_model.bin in its old form',
    files: { 'pytorch_model.bin': 'old.bin', 'config.json': 'config.json' },
    damaged: 'pytorch_model.bin',
    // What describes the tensors stands before their values.
    damage: (bytes, draw) => Buffer.concat([damageBytes(bytes.subarray(0, 3_000), draw), bytes.subarray(3_000)]),
  },
  {
    name: 'config.json',
    files: { 'model.safetensors': 'model.safetensors', 'config.json': 'config.json' },
    damaged: 'config.json',
    damage: (bytes, draw) => damageJson(bytes.toString('utf8'), draw),
  },
];

describe('damage of any kind is told in a sentence, soon, and in little memory', () => {
  it.each(kinds)('of $name', async ({ name, files, damaged, damage }) => {
    const dir = join(folder, name.replaceAll(' ', '-'));
    mkdirSync(dir);
    for (const [to, from] of Object.entries(files)) copyFileSync(join(forms, from), join(dir, to));
    const source = files[damaged];
    const whole = source === undefined ? Buffer.alloc(0) : readFileSync(join(forms, source));
    const refused = await countRefused({
      write: (draw) => writeFileSync(join(dir, damaged), damage(whole, draw)),
      read: () => readAll(dir),
    });
    expect(refused).toBeGreaterThan(damagedFileCount / 4);
    expect(peakMemoryBytes() - peakBefore).toBeLessThan(mostGrowthBytes);
  });
});

/** Reads a model as its conversion would; what claims to be larger than its files is not read further. */
async function readAll(dir: string): Promise<void> {
  const checkpoint = await openCheckpoint(dir);
  try {
    for (const [name, shape] of tensorShapes(checkpoint.config)) {
      let count = 0;
      await checkpoint.read(name, (values) => {
        count += values.length;
      });
      if (count !== valueCount(shape)) throw new Error(`${name} has ${count} values.`);
    }
  } finally {
    await checkpoint.close();
  }
}

function damageSafetensors(bytes: Buffer, draw: Draw): Buffer {
  if (draw(3) === 0) return damageBytes(bytes, draw);
  const headerBytes = Number(bytes.readBigUInt64LE(0));
  const header = Buffer.from(damageJson(bytes.toString('utf8', 8, 8 + headerBytes), draw));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, bytes.subarray(8 + headerBytes)]);
}

/** Mostly in the pickle, whose length stays so that the archive around it is whole; else in the list of the archive. */
function damageZip(bytes: Buffer, draw: Draw): Buffer {
  if (draw(4) === 0) return damageBytes(bytes, draw);
  const listStart = bytes.indexOf(Buffer.from('PK\x01\x02', 'latin1'));
  if (draw(4) === 0) return Buffer.concat([bytes.subarray(0, listStart), damageBytes(bytes.subarray(listStart), draw)]);
  const pickleStart = bytes.indexOf(Buffer.from('\x80\x02}', 'latin1'));
  const pickleEnd = bytes.indexOf(Buffer.from('PK\x07\x08', 'latin1'), pickleStart);
  const end = pickleEnd === -1 ? pickleStart + 2_000 : pickleEnd;
  const pickle = Buffer.alloc(end - pickleStart);
  damageBytes(bytes.subarray(pickleStart, end), draw).copy(pickle);
  return Buffer.concat([bytes.subarray(0, pickleStart), pickle, bytes.subarray(end)]);
}
