import type { ModelProblemDetails } from './errors.ts';

export type WeightsFormat = 'safetensors' | 'pytorch';

/** How weights are stored, and what their files are called. Endings are in small letters. */
export interface WeightsForm {
  readonly format: WeightsFormat;
  /** All of them in one file. */
  readonly whole: string;
  /** What names the files, where there are several. */
  readonly index: string;
  readonly endings: readonly string[];
}

/** Those that are read; the first one that a folder has is taken. */
export const weightsForms: readonly WeightsForm[] = [
  {
    ...{ format: 'safetensors', whole: 'model.safetensors', index: 'model.safetensors.index.json' },
    endings: ['.safetensors'],
  },
  {
    ...{ format: 'pytorch', whole: 'pytorch_model.bin', index: 'pytorch_model.bin.index.json' },
    endings: ['.bin', '.pt', '.pth'],
  },
];

/** Weights of other programs: llama.cpp, TensorFlow, Keras, Flax, ONNX, Core ML, Rust, Lightning, TensorFlow Lite and Paddle. */
const otherEndings =
  /\.(gguf|ggml|h5|hdf5|keras|msgpack|onnx|mlmodel|ot|ckpt|ckpt(-\d+)?\.(index|meta|data-\d+-of-\d+)|tflite|pdparams)$/i;
/** What a training goes on with, beside the weights. */
const trainingNames =
  /^(optim(izer)?|scheduler|scaler|training_(args|state)|trainer_state|rng_state|random_states|global_step\d*)([._-].*)?$/i;
const partNames = /-\d{5}-of-\d{5}\.[^.]+$/;

/** The form of a file of weights, by its name; undefined for all else. */
export function weightsFormOf(name: string): WeightsForm | undefined {
  const named = name.toLowerCase();
  const form = weightsForms.find(({ endings }) => endings.some((ending) => named.endsWith(ending)));
  return form && !trainingNames.test(name) ? form : undefined;
}

/** By how it ends: weights of another program, which are refused by their name. A path may be before it. */
export function isOtherWeights(name: string): boolean {
  return otherEndings.test(name);
}

/** The weights of another program, among the names of a folder that has none that are read. */
export function othersInstead(names: readonly string[]): string | undefined {
  return names.some(weightsFormOf) ? undefined : names.find(isOtherWeights);
}

/** The files of weights that an index would name: those with numbers, where there are such. */
export function partsAmong(names: readonly string[], form: WeightsForm): readonly string[] {
  const weights = names.filter((name) => weightsFormOf(name) === form);
  const parts = weights.filter((name) => partNames.test(name));
  return parts.length > 0 ? parts : weights;
}

/** The file of weights among these where none is called as weights are, nor an index; or why it cannot be told which one is meant. */
export type FoundWeights =
  | { readonly type: 'one'; readonly name: string; readonly form: WeightsForm }
  | { readonly type: 'none' }
  | { readonly type: 'several'; readonly names: readonly string[] }
  /** Parts, and nothing that says what is in them. */
  | { readonly type: 'noIndex'; readonly part: string; readonly form: WeightsForm };

/** Looks in the form that is read first, and in the next one only where there is nothing of it: never for a file that is left over. */
export function onlyWeightsAmong(names: readonly string[]): FoundWeights {
  for (const form of weightsForms) {
    const weights = names.filter((name) => weightsFormOf(name) === form);
    const [name, ...others] = weights;
    if (name === undefined) continue;
    const part = weights.find(isPartOfMore);
    if (part !== undefined) return { type: 'noIndex', part, form };
    return others.length === 0 ? { type: 'one', name, form } : { type: 'several', names: weights };
  }
  return { type: 'none' };
}

function isPartOfMore(name: string): boolean {
  return partNames.test(name) && !/-of-00001\./.test(name);
}

/** As many as a sentence can name. */
const MOST_NAMED = 3;

/** What is wrong with a folder whose weights cannot be told. */
export function whyNoWeights(
  found: Exclude<FoundWeights, { readonly type: 'one' }>,
  path: string,
): ModelProblemDetails {
  switch (found.type) {
    case 'none':
      return { reason: 'noWeights', path };
    case 'several': {
      const { names } = found;
      const files = [...names.slice(0, MOST_NAMED), ...(names.length > MOST_NAMED ? ['…'] : [])].join(', ');
      return { reason: 'severalWeights', path, files, fileCount: names.length };
    }
    case 'noIndex':
      return { reason: 'noWeightsIndex', path, file: found.part, index: found.form.index };
  }
}
