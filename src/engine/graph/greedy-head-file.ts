import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoint } from './checkpoint.ts';
import type { CheckpointConfig } from './checkpoint-config.ts';
import { headWeightName } from './gpt2-graph.ts';
import { encodeOnnxFile, type GraphNode, type Initializer, type OnnxGraph } from './onnx-file.ts';
import { writeSynced, writeWhole } from './whole-files.ts';

/**
 * What is known of a greedy head on disk. Norms are Euclidean: of the largest row of the head's matrix, and of the largest
 * difference between a row and its int8 form. They bound how far a screened logit can be from the exact one.
 */
export interface GreedyHeadFacts {
  readonly candidateCount: number;
  readonly blockSize: number;
  readonly largestRowNorm: number;
  readonly largestErrorNorm: number;
}

export const greedyHeadFileNames = { graph: 'greedy-head.onnx', weights: 'greedy-head.bin', facts: 'greedy-head.json' };

const mostCandidates = 256;
const middle = 128;
const largestLevel = 127;
// Windows maps files at multiples of 64 KiB.
const alignment = 65536;

/** The largest block that divides the width; undefined for a width that MatMulNBits would have to pad. */
export function greedyHeadBlockSize(config: CheckpointConfig): number | undefined {
  return [128, 64, 32].find((size) => config.embeddingSize % size === 0);
}

/** Where the parts of the weights file lie, in bytes: a level a value from the beginning, then a float32 scale a block. */
function planGreedyHead({ vocabularySize, embeddingSize }: CheckpointConfig, blockSize: number) {
  const levelBytes = vocabularySize * embeddingSize;
  const scaleOffset = Math.ceil(levelBytes / alignment) * alignment;
  const scaleBytes = (levelBytes / blockSize) * 4;
  return { levelBytes, scaleOffset, scaleBytes };
}

/** The bytes a greedy head takes on disk, but for its small graph. */
export function greedyHeadBytes(config: CheckpointConfig, blockSize: number): number {
  const { scaleOffset, scaleBytes } = planGreedyHead(config, blockSize);
  return scaleOffset + scaleBytes;
}

/**
 * Writes the greedy head: a graph that multiplies a row with an int8 form of the head's matrix (a quarter of the bytes), takes
 * the best candidates, and computes those exactly with the float32 rows. Returns the names of the files it wrote.
 */
export async function writeGreedyHead(
  checkpoint: Checkpoint,
  initializers: readonly Initializer[],
  folder: string,
  blockSize: number,
): Promise<readonly string[]> {
  const { config } = checkpoint;
  const name = headWeightName(config);
  const quantizer = new RowQuantizer(config, blockSize);
  const file = await fs.open(join(folder, greedyHeadFileNames.weights), 'w');
  try {
    await checkpoint.read(name, (values, firstIndex) => quantizer.add(values, firstIndex));
    await writeWhole(file, quantizer.levels, 0);
    await writeWhole(file, new Uint8Array(quantizer.scales.buffer), planGreedyHead(config, blockSize).scaleOffset);
    await file.sync();
  } finally {
    await file.close();
  }
  const facts: GreedyHeadFacts = {
    candidateCount: Math.min(mostCandidates, config.vocabularySize),
    blockSize,
    largestRowNorm: quantizer.largestRowNorm,
    largestErrorNorm: quantizer.largestErrorNorm,
  };
  const weight = initializers.find((initializer) => initializer.name === name);
  if (!weight) throw new Error(`The weights hold no ${name}.`);
  await writeSynced(join(folder, greedyHeadFileNames.facts), JSON.stringify(facts));
  const graph = buildGreedyHead(config, facts, weight);
  await writeSynced(join(folder, greedyHeadFileNames.graph), encodeOnnxFile(graph));
  return Object.values(greedyHeadFileNames);
}

/** Reads what `writeGreedyHead` wrote of itself; null where there is none. */
export async function readGreedyHeadFacts(folder: string): Promise<GreedyHeadFacts | null> {
  try {
    return JSON.parse(await fs.readFile(join(folder, greedyHeadFileNames.facts), 'utf8')) as GreedyHeadFacts;
  } catch {
    return null;
  }
}

/** Input row [1, E]; outputs candidates [1, K] (int64), screened [1, K] (best first) and exact [K, 1]. */
function buildGreedyHead(config: CheckpointConfig, facts: GreedyHeadFacts, weight: Initializer): OnnxGraph {
  const { vocabularySize, embeddingSize } = config;
  const { blockSize, candidateCount } = facts;
  const blockCount = embeddingSize / blockSize;
  const { levelBytes, scaleOffset, scaleBytes } = planGreedyHead(config, blockSize);
  const external = (offset: number, byteLength: number) =>
    ({ type: 'external', fileName: greedyHeadFileNames.weights, offset, byteLength }) as const;
  const node = (operator: string, inputs: string[], outputs: string[], attributes: GraphNode['attributes'] = {}) =>
    ({ operator, domain: '', name: outputs.join('|'), inputs, outputs, attributes }) as const;
  const multiply: GraphNode = {
    ...node('MatMulNBits', ['row', 'levels', 'scales'], ['all_screened']), // [1, V]
    domain: 'com.microsoft',
    attributes: {
      K: int(embeddingSize),
      N: int(vocabularySize),
      bits: int(8),
      block_size: int(blockSize),
      accuracy_level: int(4),
    },
  };
  return {
    name: 'greedy-head',
    inputs: [{ name: 'row', elementType: 'float32', shape: [1, embeddingSize] }],
    outputs: [
      { name: 'candidates', elementType: 'int64', shape: [1, candidateCount] },
      { name: 'screened', elementType: 'float32', shape: [1, candidateCount] },
      { name: 'exact', elementType: 'float32', shape: [candidateCount, 1] },
    ],
    initializers: [
      {
        name: 'levels',
        elementType: 'uint8',
        shape: [vocabularySize, blockCount, blockSize],
        data: external(0, levelBytes),
      },
      {
        name: 'scales',
        elementType: 'float32',
        shape: [vocabularySize * blockCount],
        data: external(scaleOffset, scaleBytes),
      },
      weight,
      integers('count', [candidateCount]),
      integers('flat', [-1]),
      integers('column', [embeddingSize, 1]),
    ],
    nodes: [
      multiply,
      node('TopK', ['all_screened', 'count'], ['screened', 'candidates'], { axis: int(-1) }),
      node('Reshape', ['candidates', 'flat'], ['candidate_list']), // [K]
      node('Gather', [weight.name, 'candidate_list'], ['candidate_rows']), // [K, E]
      node('Reshape', ['row', 'column'], ['row_column']), // [E, 1]
      node('MatMul', ['candidate_rows', 'row_column'], ['exact']), // [K, 1]
    ],
  };
}

function integers(name: string, values: readonly number[]): Initializer {
  const bytes = new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer);
  return { name, elementType: 'int64', shape: [values.length], data: { type: 'inline', bytes } };
}

function int(value: number) {
  return { type: 'int', value } as const;
}

/** int8 levels around 128 and a scale a block, as MatMulNBits reads them, with the norms that bound the error. */
class RowQuantizer {
  /** [vocabulary, block, blockSize] */
  readonly levels: Uint8Array;
  /** [vocabulary, block] */
  readonly scales: Float32Array;
  largestRowNorm = 0;
  largestErrorNorm = 0;
  private readonly rowLength: number;
  private readonly blockSize: number;
  private readonly row: Float32Array;

  constructor({ vocabularySize, embeddingSize }: CheckpointConfig, blockSize: number) {
    this.levels = new Uint8Array(vocabularySize * embeddingSize);
    this.scales = new Float32Array((vocabularySize * embeddingSize) / blockSize);
    this.rowLength = embeddingSize;
    this.blockSize = blockSize;
    this.row = new Float32Array(embeddingSize);
  }

  /** Takes the next values in order; a row may come in two pieces. */
  add(values: Float32Array, firstIndex: number): void {
    for (let index = 0; index < values.length; index++) {
      const column = (firstIndex + index) % this.rowLength;
      this.row[column] = values[index] as number;
      if (column === this.rowLength - 1) this.quantizeRow(firstIndex + index + 1 - this.rowLength);
    }
  }

  private quantizeRow(start: number): void {
    let rowSquares = 0;
    let errorSquares = 0;
    for (let block = 0; block < this.rowLength; block += this.blockSize) {
      let largest = 0;
      for (let column = block; column < block + this.blockSize; column++) {
        largest = Math.max(largest, Math.abs(this.row[column] as number));
      }
      const scale = Math.fround(largest / largestLevel) || 1;
      this.scales[(start + block) / this.blockSize] = scale;
      for (let column = block; column < block + this.blockSize; column++) {
        const value = this.row[column] as number;
        const level = Math.max(-largestLevel, Math.min(largestLevel, Math.round(value / scale)));
        this.levels[start + column] = middle + level;
        rowSquares += value * value;
        errorSquares += (value - level * scale) ** 2;
      }
    }
    this.largestRowNorm = Math.max(this.largestRowNorm, Math.sqrt(rowSquares));
    this.largestErrorNorm = Math.max(this.largestErrorNorm, Math.sqrt(errorSquares));
  }
}
