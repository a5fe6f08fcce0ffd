import type { ModelProblemDetails } from './errors.ts';

/** Those of transformers that compute what comes next: with the head, with a second one beside it, and the model that the head is on. */
const writingArchitectures = ['GPT2LMHeadModel', 'GPT2DoubleHeadsModel', 'GPT2Model'];
const longestName = 60;

/** Why a config.json is of no GPT-2 that writes text; null where it is of one, as far as its names say. `file`: as it is told. */
export function whyNoGpt2(config: object, file: string): ModelProblemDetails | null {
  const { model_type: modelType, architectures } = config as Readonly<Record<string, unknown>>;
  if (typeof modelType !== 'string') return { reason: 'noModelType', file };
  if (modelType !== 'gpt2') return { reason: 'otherModelType', file, modelType: modelType.slice(0, longestName) };
  const named: string[] = (Array.isArray(architectures) ? architectures : []).filter(
    (name) => typeof name === 'string',
  );
  // Other heads judge texts; what would be written without theirs is no text.
  if (named.some((name) => writingArchitectures.includes(name))) return null;
  const [architecture] = named;
  return architecture === undefined
    ? null
    : { reason: 'otherHead', file, architecture: architecture.slice(0, longestName) };
}
