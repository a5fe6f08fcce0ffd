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
  /^((optimizer|optim|(lr_)?scheduler|(grad_)?scaler|training_args|training_state|trainer_state|rng_state|random_states)([._-].*)?|.*_optim_states\.[^.]+)$/i;
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

/**
 * The one file of weights among these, whatever it is called; undefined where there is none, or which one is meant cannot be known.
 * Where there are several in the form that is read first, one in another form is not what is meant: it is older, or something else.
 */
export function onlyWeightsAmong(
  names: readonly string[],
): { readonly name: string; readonly form: WeightsForm } | undefined {
  const { form, found } = firstFormAmong(names) ?? {};
  const [name, ...others] = found ?? [];
  if (!form || name === undefined || others.length > 0 || isPartOfMore(name)) return undefined;
  return { name, form };
}

/** How many a sentence names. */
const MOST_NAMED = 3;

/** Why it cannot be told which files among these are the weights, where none has a name that is looked for first. */
export function whyNoWeights(path: string, names: readonly string[]) {
  const { form, found } = firstFormAmong(names) ?? {};
  if (!form || !found) return { reason: 'noWeights', path } as const;
  const part = found.find(isPartOfMore);
  if (part !== undefined) return { reason: 'noIndex', path, file: part, index: form.index } as const;
  const named = found.slice(0, MOST_NAMED).join(', ');
  return { reason: 'severalWeights', path, files: named, count: found.length, whole: form.whole } as const;
}

function firstFormAmong(
  names: readonly string[],
): { readonly form: WeightsForm; readonly found: readonly string[] } | undefined {
  for (const form of weightsForms) {
    const found = names.filter((each) => weightsFormOf(each) === form);
    if (found.length > 0) return { form, found };
  }
  return undefined;
}

function isPartOfMore(name: string): boolean {
  return partNames.test(name) && !/-of-00001\./.test(name);
}
