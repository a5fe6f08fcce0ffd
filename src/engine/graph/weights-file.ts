import type { FileHandle } from 'node:fs/promises';
import type { Precision } from '../precision.ts';
import { type Checkpoint, tensorShapes, valueCount } from './checkpoint.ts';
import type { CheckpointConfig } from './checkpoint-config.ts';
import type { OnBytes } from './file-hash.ts';
import type { Initializer } from './onnx-file.ts';
import { writeWhole } from './whole-files.ts';

/** Where each tensor goes: large ones into the weights file, which the runtime maps; small ones into the graph itself. */
export interface WeightsPlan {
  readonly precision: Precision;
  readonly placements: readonly Placement[];
  /** The size of the weights file. */
  readonly fileBytes: number;
}

interface Placement {
  readonly name: string;
  readonly shape: readonly number[];
  readonly byteLength: number;
  /** In bytes, a multiple of the alignment; undefined for a tensor that goes into the graph. */
  readonly fileOffset: number | undefined;
}

/** The file that external initializers name. */
export const weightsFileName = 'weights.bin';

// Windows maps files at multiples of 64 KiB, the largest such unit of the platforms we run on.
const alignment = 65536;
const inlineBytes = 65536;

/** Lays out a checkpoint's tensors. */
export function planWeights(config: CheckpointConfig, precision: Precision): WeightsPlan {
  let fileBytes = 0;
  const placements: Placement[] = [];
  for (const [name, shape] of tensorShapes(config)) {
    const byteLength = valueCount(shape) * precision.bytesPerWeight;
    if (byteLength <= inlineBytes) {
      placements.push({ name, shape, byteLength, fileOffset: undefined });
      continue;
    }
    const fileOffset = Math.ceil(fileBytes / alignment) * alignment;
    placements.push({ name, shape, byteLength, fileOffset });
    fileBytes = fileOffset + byteLength;
  }
  return { precision, placements, fileBytes };
}

/**
 * Copies a checkpoint's tensors, in the plan's precision and with the score scale folded into the queries' weights, to `file` as
 * planned, and returns the graph's initializers. Without a file, where all of it lies there already, only what goes into the
 * graph is read. Holds a few megabytes at a time and lets the event loop turn.
 */
export async function writeWeights(
  checkpoint: Checkpoint,
  plan: WeightsPlan,
  file: FileHandle | null,
  onBytes: OnBytes = () => {},
): Promise<Initializer[]> {
  const { bytesPerWeight, weightType, encodeWeights } = plan.precision;
  const initializers: Initializer[] = [axisInitializer('first_axis', 0)];
  for (const { name, shape, byteLength, fileOffset } of plan.placements) {
    const foldScale = queryScaler(checkpoint.config, name);
    const inline = fileOffset === undefined ? new Uint8Array(byteLength) : undefined;
    const write = async (values: Float32Array, firstIndex: number) => {
      foldScale?.(values, firstIndex);
      const bytes = encodeWeights(values);
      if (fileOffset === undefined) inline?.set(bytes, firstIndex * bytesPerWeight);
      else if (file) await writeWhole(file, bytes, fileOffset + firstIndex * bytesPerWeight);
      onBytes(bytes.byteLength);
    };
    if (inline || file) await checkpoint.read(name, write);
    const data = inline
      ? ({ type: 'inline', bytes: inline } as const)
      : ({ type: 'external', fileName: weightsFileName, offset: fileOffset as number, byteLength } as const);
    initializers.push({ name, elementType: weightType, shape, data });
  }
  return initializers;
}

/** An axis as operators take it: a list of one, int64. */
function axisInitializer(name: string, axis: number): Initializer {
  const bytes = new Uint8Array(BigInt64Array.of(BigInt(axis)).buffer);
  return { name, elementType: 'int64', shape: [1], data: { type: 'inline', bytes } };
}

/** What the scores of a layer (counted from 0) are multiplied by. */
function scoreScale(config: CheckpointConfig, layer: number): number {
  const byHeadSize = config.scalesByHeadSize ? 1 / Math.sqrt(config.headSize) : 1;
  return config.scalesByLayer ? byHeadSize / (layer + 1) : byHeadSize;
}

/** c_attn gives queries, keys and values side by side, [in, 3E] and [3E]: the first E columns are the queries'. */
function queryScaler(config: CheckpointConfig, name: string) {
  const match = /^h\.(\d+)\.attn\.c_attn\.(?:weight|bias)$/.exec(name);
  if (!match) return undefined;
  const scale = scoreScale(config, Number(match[1]));
  const rowLength = 3 * config.embeddingSize;
  return (values: Float32Array, firstIndex: number) => {
    for (let index = 0; index < values.length; index++) {
      if ((firstIndex + index) % rowLength < config.embeddingSize) values[index] = (values[index] as number) * scale;
    }
  };
}
