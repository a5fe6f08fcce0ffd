import { closeSync, openSync, writeSync } from 'node:fs';
import { type Checkpoint, openCheckpoint, tensorShapes, valueCount } from '../src/engine/graph/checkpoint.ts';

/**
 * Writes a GPT-2 checkpoint as a GGUF file (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md), version 3, all
 * tensors F32, so that llama.cpp can run the same weights. Its vocabulary is made up: the bench gives token ids, not text.
 */
export async function writeGgufFile(modelDir: string, path: string): Promise<void> {
  const checkpoint = await openCheckpoint(modelDir);
  const tensors = planTensors(checkpoint);
  const file = openSync(path, 'w');
  try {
    writeWhole(file, encodeHead(checkpoint, tensors));
    for (const tensor of tensors) {
      const values = await readWhole(checkpoint, tensor.name, tensor.shape);
      const [inputSize = 0, outputSize = 0] = tensor.shape;
      const stored = tensor.isTransposed ? transpose(values, inputSize, outputSize) : values;
      writeWhole(file, new Uint8Array(stored.buffer));
      writeWhole(file, new Uint8Array(padding(stored.byteLength)));
    }
  } finally {
    closeSync(file);
    await checkpoint.close();
  }
}

interface PlannedTensor {
  readonly name: string;
  readonly ggufName: string;
  readonly shape: readonly number[];
  /** GPT-2 keeps its Conv1D weights as [in, out], llama.cpp as [out, in]. */
  readonly isTransposed: boolean;
  readonly offset: number;
}

const alignment = 32;
const types = { uint32: 4, int32: 5, float32: 6, string: 8, array: 9 };

const layerNames: Readonly<Record<string, string>> = {
  ln_1: 'attn_norm',
  ln_2: 'ffn_norm',
  'attn.c_attn': 'attn_qkv',
  'attn.c_proj': 'attn_output',
  'mlp.c_fc': 'ffn_up',
  'mlp.c_proj': 'ffn_down',
};
const otherNames: Readonly<Record<string, string>> = {
  wte: 'token_embd',
  wpe: 'position_embd',
  ln_f: 'output_norm',
  lm_head: 'output',
};

function planTensors(checkpoint: Checkpoint): PlannedTensor[] {
  let offset = 0;
  return [...tensorShapes(checkpoint.config)].map(([name, shape]) => {
    const match = /^(?:h\.(\d+)\.)?(.+)\.(weight|bias)$/.exec(name);
    const [, layer, part = '', kind] = match ?? [];
    const base = layer === undefined ? otherNames[part] : `blk.${layer}.${layerNames[part]}`;
    const planned = {
      name,
      ggufName: `${base}.${kind}`,
      shape,
      isTransposed: layer !== undefined && shape.length === 2,
      offset,
    };
    const byteLength = valueCount(shape) * 4;
    offset += byteLength + padding(byteLength);
    return planned;
  });
}

function encodeHead(checkpoint: Checkpoint, tensors: readonly PlannedTensor[]): Uint8Array {
  const { config } = checkpoint;
  const tokens = Array.from({ length: config.vocabularySize }, (_, id) => tokenText(id));
  const metadata: readonly Uint8Array[] = [
    entry('general.architecture', types.string, text('gpt2')),
    entry('general.alignment', types.uint32, uint32(alignment)),
    entry('gpt2.context_length', types.uint32, uint32(config.windowTokens)),
    entry('gpt2.embedding_length', types.uint32, uint32(config.embeddingSize)),
    entry('gpt2.block_count', types.uint32, uint32(config.layerCount)),
    entry('gpt2.feed_forward_length', types.uint32, uint32(config.innerSize)),
    entry('gpt2.attention.head_count', types.uint32, uint32(config.headCount)),
    entry('gpt2.attention.layer_norm_epsilon', types.float32, float32(config.layerNormEpsilon)),
    entry('tokenizer.ggml.model', types.string, text('gpt2')),
    entry('tokenizer.ggml.pre', types.string, text('gpt-2')),
    entry('tokenizer.ggml.tokens', types.array, array(types.string, tokens.map(text))),
    entry(
      'tokenizer.ggml.token_type',
      types.array,
      array(
        types.int32,
        tokens.map(() => uint32(1)),
      ),
    ),
    entry('tokenizer.ggml.merges', types.array, array(types.string, [text('a b')])),
    entry('tokenizer.ggml.eos_token_id', types.uint32, uint32(config.vocabularySize - 1)),
  ];
  const infos = tensors.map(({ ggufName, shape, isTransposed, offset }) => {
    // GGUF names the innermost dimension first, so [out, in] is written in, out.
    const dimensions = isTransposed ? shape : [...shape].reverse();
    const sizes = dimensions.map(uint64);
    return Buffer.concat([text(ggufName), uint32(dimensions.length), ...sizes, uint32(0), uint64(offset)]);
  });
  const start = [Buffer.from('GGUF'), uint32(3), uint64(tensors.length), uint64(metadata.length)];
  const head = Buffer.concat([...start, ...metadata, ...infos]);
  return Buffer.concat([head, new Uint8Array(padding(head.byteLength))]);
}

/** The first 256 tokens are the bytes in GPT-2's own spelling, which llama.cpp looks for; the others are made up. */
function tokenText(id: number): string {
  if (id >= 256) return `<${id}>`;
  const isPrintable = (id > 32 && id < 127) || (id > 160 && id !== 173);
  if (isPrintable) return String.fromCharCode(id);
  const unprintable = Array.from({ length: 256 }, (_, byte) => byte).filter(
    (byte) => !((byte > 32 && byte < 127) || (byte > 160 && byte !== 173)),
  );
  return String.fromCharCode(256 + unprintable.indexOf(id));
}

function entry(key: string, type: number, value: Uint8Array): Uint8Array {
  return Buffer.concat([text(key), uint32(type), value]);
}

function array(type: number, values: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([uint32(type), uint64(values.length), ...values]);
}

function text(value: string): Uint8Array {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([uint64(bytes.byteLength), bytes]);
}

function uint32(value: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(value).buffer);
}

function uint64(value: number): Uint8Array {
  return new Uint8Array(BigUint64Array.of(BigInt(value)).buffer);
}

function float32(value: number): Uint8Array {
  return new Uint8Array(Float32Array.of(value).buffer);
}

function padding(byteLength: number): number {
  return (alignment - (byteLength % alignment)) % alignment;
}

async function readWhole(checkpoint: Checkpoint, name: string, shape: readonly number[]): Promise<Float32Array> {
  const values = new Float32Array(valueCount(shape));
  await checkpoint.read(name, (piece, firstIndex) => values.set(piece, firstIndex));
  return values;
}

function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(values.length); // [columns, rows]
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      turned[column * rows + row] = values[row * columns + column] as number;
    }
  }
  return turned;
}

function writeWhole(file: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.byteLength) written += writeSync(file, bytes, written);
}
