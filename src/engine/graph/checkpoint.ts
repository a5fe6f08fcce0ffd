import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CoreError } from '../../shared/wire.ts';
import { type CheckpointConfig, parseCheckpointConfig } from './checkpoint-config.ts';
import { openSafetensors, type SafetensorsFile, type StoredTensor } from './safetensors.ts';

/** An open checkpoint whose tensors have been checked against its config. Names have no `transformer.` prefix. */
export interface Checkpoint {
  readonly config: CheckpointConfig;
  readonly parameterCount: number;
  /** Values as float32, a few megabytes at a time. `name` must be one of the model's tensors. */
  read(name: string, onPiece: (values: Float32Array, firstIndex: number) => void | Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** Paths of the two files a checkpoint is made of. Throws CoreError `badModel` when one is missing. */
export async function locateCheckpoint(modelDir: string): Promise<{ configPath: string; weightsPath: string }> {
  const folder = await stat(modelDir).catch(() => undefined);
  if (!folder) throw badModel(`There is no folder ${modelDir}.`);
  if (!folder.isDirectory())
    throw badModel(`${modelDir} is a file; a model is a folder with config.json and model.safetensors.`);
  const configPath = join(modelDir, 'config.json');
  const weightsPath = join(modelDir, 'model.safetensors');
  if (!(await isFile(configPath)))
    throw badModel(`There is no config.json in ${modelDir}, so it is not a model's folder.`);
  if (await isFile(weightsPath)) return { configPath, weightsPath };
  if (await isFile(join(modelDir, 'model.safetensors.index.json'))) {
    throw badModel(`The weights in ${modelDir} are split into several files; Palimpsest reads one model.safetensors.`);
  }
  if (await isFile(join(modelDir, 'pytorch_model.bin'))) {
    throw badModel(`${modelDir} has only pytorch_model.bin; Palimpsest reads model.safetensors, which runs no code.`);
  }
  throw badModel(`There is no model.safetensors in ${modelDir}.`);
}

/** Opens a GPT-2 checkpoint in Hugging Face's layout. Throws CoreError `badModel` when it is not one, or not whole. */
export async function openCheckpoint(modelDir: string): Promise<Checkpoint> {
  const { configPath, weightsPath } = await locateCheckpoint(modelDir);
  const config = parseCheckpointConfig(await readFile(configPath, 'utf8'));
  const file = await openSafetensors(weightsPath);
  try {
    const tensors = findTensors(file, config);
    return {
      config,
      parameterCount: [...tensors.values()].reduce((sum, tensor) => sum + valueCount(tensor.shape), 0),
      read: (name, onPiece) => file.read(tensors.get(name) as StoredTensor, onPiece),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Every tensor a GPT-2 of this shape has, by name. Conv1D weights are [in, out]. */
export function tensorShapes(config: CheckpointConfig): ReadonlyMap<string, readonly number[]> {
  const { embeddingSize, innerSize, vocabularySize, windowTokens, layerCount } = config;
  const shapes = new Map<string, readonly number[]>([
    ['wte.weight', [vocabularySize, embeddingSize]],
    ['wpe.weight', [windowTokens, embeddingSize]],
  ]);
  for (let layer = 0; layer < layerCount; layer++) {
    const prefix = `h.${layer}`;
    for (const norm of ['ln_1', 'ln_2']) addNorm(shapes, `${prefix}.${norm}`, embeddingSize);
    addLinear(shapes, `${prefix}.attn.c_attn`, embeddingSize, 3 * embeddingSize);
    addLinear(shapes, `${prefix}.attn.c_proj`, embeddingSize, embeddingSize);
    addLinear(shapes, `${prefix}.mlp.c_fc`, embeddingSize, innerSize);
    addLinear(shapes, `${prefix}.mlp.c_proj`, innerSize, embeddingSize);
  }
  addNorm(shapes, 'ln_f', embeddingSize);
  if (!config.isHeadTied) shapes.set('lm_head.weight', [vocabularySize, embeddingSize]);
  return shapes;
}

/** How many values a tensor of this shape has. */
export function valueCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function addNorm(shapes: Map<string, readonly number[]>, name: string, size: number): void {
  shapes.set(`${name}.weight`, [size]);
  shapes.set(`${name}.bias`, [size]);
}

function addLinear(shapes: Map<string, readonly number[]>, name: string, inputSize: number, outputSize: number): void {
  shapes.set(`${name}.weight`, [inputSize, outputSize]);
  shapes.set(`${name}.bias`, [outputSize]);
}

function findTensors(file: SafetensorsFile, config: CheckpointConfig): ReadonlyMap<string, StoredTensor> {
  const prefix = file.tensors.has('transformer.wte.weight') ? 'transformer.' : '';
  refuseManyLayers(file, config.layerCount, prefix);
  const found = new Map<string, StoredTensor>();
  for (const [name, shape] of tensorShapes(config)) {
    // The head is a layer beside the transformer, so the prefix is never before its name.
    const storedName = name === 'lm_head.weight' ? name : prefix + name;
    const tensor = file.tensors.get(storedName);
    if (!tensor) throw missingTensor(storedName);
    if (tensor.shape.join() !== shape.join()) {
      throw badModel(
        `config.json and model.safetensors do not belong together: "${storedName}" should be ${describe(shape)} ` +
          `and is ${describe(tensor.shape)}.`,
      );
    }
    found.set(name, tensor);
  }
  return found;
}

/** Before anything is made for each layer that is claimed: a damaged config.json may claim any number. */
function refuseManyLayers(file: SafetensorsFile, layerCount: number, prefix: string): void {
  if (layerCount <= file.tensors.size) return;
  const pattern = new RegExp(`^${prefix.replace('.', '\\.')}h\\.(\\d+)\\.`);
  const layers = new Set([...file.tensors.keys()].map((name) => pattern.exec(name)?.[1]).filter(Boolean));
  throw badModel(
    `config.json and model.safetensors do not belong together: there should be ${count(layerCount)} layers (n_layer) ` +
      `and there are ${count(layers.size)}.`,
  );
}

function describe(shape: readonly number[]): string {
  return shape.map(count).join(' x ');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function missingTensor(name: string): CoreError {
  if (name !== 'lm_head.weight') return badModel(`model.safetensors has no tensor "${name}", so it is no whole GPT-2.`);
  return badModel(
    'config.json says that the LM head is not tied to the embedding (tie_word_embeddings is false), ' +
      'but model.safetensors has no tensor "lm_head.weight".',
  );
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

function badModel(sentence: string): CoreError {
  return new CoreError('badModel', sentence);
}
