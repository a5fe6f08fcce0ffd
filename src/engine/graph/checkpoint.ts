import { basename } from 'node:path';
import { type CheckpointConfig, parseCheckpointConfig } from './checkpoint-config.ts';
import { locateCheckpoint, readBoundedText } from './locate-weights.ts';
import { badWeights as badModel, type DescribedTensor, type OnPiece, requireWeightType } from './tensor-file.ts';
import { openWeights, type Weights } from './weights.ts';

/** An open checkpoint whose tensors have been checked against its config. Names have no prefix. */
export interface Checkpoint {
  readonly config: CheckpointConfig;
  readonly parameterCount: number;
  /** Values as float32, a few megabytes at a time. `name` must be one of the model's tensors. */
  read(name: string, onPiece: OnPiece): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a GPT-2 checkpoint in Hugging Face's layout: a folder, or one file of weights with config.json beside it. Throws CoreError
 * `badModel` when it is not one, or not whole; reading throws it for weights that are no numbers.
 */
export async function openCheckpoint(modelPath: string): Promise<Checkpoint> {
  const located = await locateCheckpoint(modelPath);
  const config = parseCheckpointConfig(await readBoundedText(located.configPath));
  const weights = await openWeights(located);
  try {
    const tensors = findTensors(weights, config, basename(located.namedPath));
    return {
      config,
      parameterCount: [...tensors.values()].reduce((sum, tensor) => sum + valueCount(tensor.shape), 0),
      read: (name, onPiece) => readNumbers(weights, tensors.get(name) as DescribedTensor, onPiece),
      close: () => weights.close(),
    };
  } catch (error) {
    await weights.close();
    throw error;
  }
}

function readNumbers(weights: Weights, tensor: DescribedTensor, onPiece: OnPiece): Promise<void> {
  return weights.read(tensor.name, (values, firstIndex) => {
    for (const value of values) {
      // Only a number that is finite gives zero.
      if (value - value !== 0) throw badModel({ reason: 'notFinite', tensor: tensor.name });
    }
    return onPiece(values, firstIndex);
  });
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

function findTensors(weights: Weights, config: CheckpointConfig, file: string): ReadonlyMap<string, DescribedTensor> {
  const { wrapper, prefix } = prefixesOf(weights);
  refuseManyLayers(weights, config.layerCount, prefix);
  const found = new Map<string, DescribedTensor>();
  for (const [name, shape] of tensorShapes(config)) {
    // The head is a layer beside the transformer, so that one's name is never before its own.
    const storedName = (name === 'lm_head.weight' ? wrapper : prefix) + name;
    const tensor = weights.tensors.get(storedName);
    if (!tensor && name === 'lm_head.weight') throw badModel({ reason: 'missingHead', file });
    if (!tensor) throw badModel({ reason: 'missingTensor', tensor: storedName, file });
    if (tensor.shape.join() !== shape.join()) {
      const [expected, found] = [describe(shape), describe(tensor.shape)];
      throw badModel({ reason: 'wrongShape', tensor: storedName, expected, found, file });
    }
    // Told before anything is copied, as the files say it of themselves.
    requireWeightType(tensor);
    found.set(name, tensor);
  }
  return found;
}

/** What stands before names: a model that was trained with a head for values beside it (TRL) may be kept within that pair. */
function prefixesOf({ tensors }: Weights): { readonly wrapper: string; readonly prefix: string } {
  for (const wrapper of ['', 'pretrained_model.']) {
    for (const prefix of [`${wrapper}transformer.`, wrapper]) {
      if (tensors.has(`${prefix}wte.weight`)) return { wrapper, prefix };
    }
  }
  return { wrapper: '', prefix: '' };
}

/** Before anything is made for each layer that is claimed: a damaged config.json may claim any number. */
function refuseManyLayers(weights: Weights, layerCount: number, prefix: string): void {
  if (layerCount <= weights.tensors.size) return;
  const pattern = new RegExp(`^${prefix.replaceAll('.', '\\.')}h\\.(\\d+)\\.`);
  const layers = new Set([...weights.tensors.keys()].map((name) => pattern.exec(name)?.[1]).filter(Boolean));
  throw badModel({ reason: 'wrongLayerCount', expected: layerCount, found: layers.size });
}

function describe(shape: readonly number[]): string {
  return shape.join(' x ');
}
