import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { tensorShapes, valueCount } from '../graph/checkpoint.ts';
import { parseCheckpointConfig } from '../graph/checkpoint-config.ts';

export type StoredType = 'F32' | 'F16' | 'BF16';

export interface RandomCheckpointOptions {
  /** config.json as it is written; `model_type` is added. */
  readonly config: Readonly<Record<string, unknown>>;
  readonly seed: number;
  /** Defaults to F32. */
  readonly storedType?: StoredType;
  /** Before all names but those of heads; before the head's is what comes before `transformer.`. Defaults to 'transformer.'. */
  readonly prefix?: string;
  /** Half the width of the even distribution that weights are drawn from. Defaults to 0.2, lively for a small model. */
  readonly spread?: number;
  /** More tensors, which a reader should ignore (or use), as float32 [size]. Defaults to none. */
  readonly extraTensors?: ReadonlyMap<string, readonly number[]>;
  /** Changes a tensor's values in place before they are written. Defaults to leaving them. */
  readonly adjust?: (name: string, values: Float32Array) => void;
}

/**
 * Writes a random GPT-2 checkpoint (config.json, model.safetensors) into `folder`. `onTensor` is given each tensor's name
 * (without prefix), shape and values as they are after rounding to the stored type.
 */
export function writeRandomCheckpoint(
  folder: string,
  options: RandomCheckpointOptions,
  onTensor: (name: string, shape: readonly number[], values: Float32Array) => void = () => {},
): void {
  const { storedType = 'F32', prefix = 'transformer.', spread = 0.2 } = options;
  mkdirSync(folder, { recursive: true });
  const configText = JSON.stringify({ model_type: 'gpt2', ...options.config }, null, 1);
  writeFileSync(join(folder, 'config.json'), configText);
  const shapes = new Map([...tensorShapes(parseCheckpointConfig(configText)), ...(options.extraTensors ?? [])]);

  const file = openSync(join(folder, 'model.safetensors'), 'w');
  writeSync(file, encodeHeader(shapes, storedType, prefix));
  const random = openNoise(options.seed);
  for (const [name, shape] of shapes) {
    // A layer norm's weights are near one, as in a trained model.
    const middle = /ln_(?:1|2|f)\.weight$/.test(name) ? 1 : 0;
    const values = new Float32Array(valueCount(shape));
    for (let index = 0; index < values.length; index++) values[index] = middle + spread * random();
    options.adjust?.(name, values);
    const bytes = encodeValues(values, storedType);
    let written = 0;
    while (written < bytes.byteLength) written += writeSync(file, bytes, written);
    onTensor(name, shape, values);
  }
  closeSync(file);
}

function encodeHeader(shapes: ReadonlyMap<string, readonly number[]>, storedType: StoredType, prefix: string): Buffer {
  const valueBytes = storedType === 'F32' ? 4 : 2;
  const entries: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let offset = 0;
  for (const [name, shape] of shapes) {
    const end = offset + valueCount(shape) * valueBytes;
    const storedName = prefixOf(name, prefix) + name;
    entries[storedName] = { dtype: storedType, shape, data_offsets: [offset, end] };
    offset = end;
  }
  const json = Buffer.from(JSON.stringify(entries));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.byteLength));
  return Buffer.concat([length, json]);
}

/** A head is a layer beside the transformer, and one for values is beside all of the model. */
function prefixOf(name: string, prefix: string): string {
  if (name.startsWith('v_head.')) return '';
  return name.startsWith('lm_head.') ? prefix.replace(/transformer\.$/, '') : prefix;
}

/** The bytes of `values` in the stored type; `values` are changed to what these bytes mean. */
function encodeValues(values: Float32Array, storedType: StoredType): Uint8Array {
  if (storedType === 'F32') return new Uint8Array(values.buffer);
  const halves = new Uint16Array(values.length);
  const wide = new Uint32Array(values.buffer);
  for (let index = 0; index < values.length; index++) {
    if (storedType === 'BF16') {
      halves[index] = (wide[index] as number) >>> 16;
      values[index] = fromBits((halves[index] as number) << 16);
    } else {
      const rounded = roundToHalf(values[index] as number);
      halves[index] = rounded.bits;
      values[index] = rounded.value;
    }
  }
  return new Uint8Array(halves.buffer);
}

/** A normal binary16 near `value`, or zero for what is smaller than those: enough for weights. */
function roundToHalf(value: number): { readonly bits: number; readonly value: number } {
  const magnitude = Math.abs(value);
  if (magnitude < 2 ** -14) return { bits: 0, value: 0 };
  const exponent = Math.floor(Math.log2(magnitude));
  const fraction = Math.min(1023, Math.floor((magnitude / 2 ** exponent - 1) * 1024));
  const sign = value < 0 ? -1 : 1;
  return {
    bits: (sign < 0 ? 0x8000 : 0) | ((exponent + 15) << 10) | fraction,
    value: sign * (1 + fraction / 1024) * 2 ** exponent,
  };
}

function fromBits(bits: number): number {
  return new Float32Array(Uint32Array.of(bits).buffer)[0] as number;
}

/** Numbers in (-1, 1) by xorshift32: fast, since a large model takes a hundred million. */
function openNoise(seed: number): () => number {
  let state = (seed | 0) ^ 0x6d2b79f5 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  };
}
