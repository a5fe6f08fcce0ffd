import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Makes of the checkpoint in this folder, which is in F16, one with so many rows in its vocabulary that no memory would hold them:
 * zeros that take no room on the disk.
 */
export function makeSparseCheckpoint(modelDir: string, vocabularySize = 2_000_000_000): void {
  const configFile = join(modelDir, 'config.json');
  const config = JSON.parse(readFileSync(configFile, 'utf8'));
  writeFileSync(configFile, JSON.stringify({ ...config, vocab_size: vocabularySize }));
  const file = join(modelDir, 'model.safetensors');
  const whole = readFileSync(file);
  const headerBytes = Number(whole.readBigUInt64LE(0));
  const header = JSON.parse(whole.toString('utf8', 8, 8 + headerBytes));
  let offset = 0;
  for (const [name, tensor] of Object.entries<{ shape: number[]; data_offsets: number[] }>(header)) {
    if (name === '__metadata__') continue;
    if (name.endsWith('wte.weight')) tensor.shape[0] = vocabularySize;
    const end = offset + 2 * tensor.shape.reduce((product, length) => product * length, 1);
    tensor.data_offsets = [offset, end];
    offset = end;
  }
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.byteLength));
  writeFileSync(file, Buffer.concat([length, json]));
  truncateSync(file, 8 + json.byteLength + offset);
}
