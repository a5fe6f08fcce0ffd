import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModelProblemDetails } from '../../shared/errors.ts';
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
  if (!folder) throw badModel({ reason: 'noFolder', path: modelDir });
  if (!folder.isDirectory()) throw badModel({ reason: 'folderIsFile', path: modelDir });
  const configPath = join(modelDir, 'config.json');
  const weightsPath = join(modelDir, 'model.safetensors');
  if (!(await isFile(configPath))) throw badModel({ reason: 'noConfig', path: modelDir });
  if (await isFile(weightsPath)) return { configPath, weightsPath };
  if (await isFile(join(modelDir, 'model.safetensors.index.json'))) {
    throw badModel({ reason: 'splitWeights', path: modelDir });
  }
  if (await isFile(join(modelDir, 'pytorch_model.bin'))) {
    throw badModel({ reason: 'pickledWeights', path: modelDir });
  }
  throw badModel({ reason: 'noWeights', path: modelDir });
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
      const [expected, found] = [describe(shape), describe(tensor.shape)];
      throw badModel({ reason: 'wrongShape', tensor: storedName, expected, found });
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
  throw badModel({ reason: 'wrongLayerCount', expected: layerCount, found: layers.size });
}

function describe(shape: readonly number[]): string {
  return shape.join(' x ');
}

function missingTensor(name: string): CoreError {
  return badModel(name === 'lm_head.weight' ? { reason: 'missingHead' } : { reason: 'missingTensor', tensor: name });
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

function badModel(problem: ModelProblemDetails): CoreError {
  return new CoreError('badModel', problem);
}
