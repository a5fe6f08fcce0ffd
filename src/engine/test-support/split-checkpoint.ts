import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface StoredTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/** Splits a folder's model.safetensors into so many files with an index, as large models are saved: the tensors in turn. */
export function splitCheckpoint(folder: string, shardCount: number): readonly string[] {
  const whole = readFileSync(join(folder, 'model.safetensors'));
  const headerBytes = Number(whole.readBigUInt64LE(0));
  const header: Record<string, StoredTensor> = JSON.parse(whole.toString('utf8', 8, 8 + headerBytes));
  const data = whole.subarray(8 + headerBytes);
  const tensors = Object.entries(header).filter(([name]) => name !== '__metadata__');
  const weightMap: Record<string, string> = {};
  const names = Array.from({ length: shardCount }, (_, shard) => shardName(shard, shardCount));
  names.forEach((shardFile, shard) => {
    const own = tensors.filter((_, index) => index % shardCount === shard);
    for (const [name] of own) weightMap[name] = shardFile;
    writeFileSync(join(folder, shardFile), encodeShard(own, data));
  });
  const index = { metadata: { total_size: data.byteLength }, weight_map: weightMap };
  writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify(index));
  rmSync(join(folder, 'model.safetensors'));
  return names;
}

function shardName(shard: number, count: number): string {
  const digits = (value: number) => String(value).padStart(5, '0');
  return `model-${digits(shard + 1)}-of-${digits(count)}.safetensors`;
}

function encodeShard(tensors: readonly (readonly [string, StoredTensor])[], data: Buffer): Buffer {
  const header: Record<string, StoredTensor> = {};
  const parts: Buffer[] = [];
  let offset = 0;
  for (const [name, { dtype, shape, data_offsets: offsets }] of tensors) {
    const bytes = data.subarray(...offsets);
    header[name] = { dtype, shape, data_offsets: [offset, offset + bytes.byteLength] };
    parts.push(bytes);
    offset += bytes.byteLength;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.byteLength));
  return Buffer.concat([length, json, ...parts]);
}
