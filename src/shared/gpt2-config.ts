import type { ModelProblemDetails } from './errors.ts';

/**
 * Heads that judge texts, by what their classes are called in every framework. Other classes, whatever their names, have the head that
 * writes, alone or with another beside it, or are the model that it is on; if not, their weights do not fit.
 */
const judgingArchitecture = /For\w*(?:Classification|Regression|QuestionAnswering|MultipleChoice)$|RewardModel$/;
const longestName = 60;

/** Why a config.json is of no GPT-2 that writes text; null where it is of one, as far as its names say. `file`: as it is told. */
export function whyNoGpt2(config: object, file: string): ModelProblemDetails | null {
  const { model_type: modelType, architectures } = config as Readonly<Record<string, unknown>>;
  if (typeof modelType !== 'string') return { reason: 'noModelType', file };
  if (modelType !== 'gpt2') return { reason: 'otherModelType', file, modelType: modelType.slice(0, longestName) };
  const named: string[] = (Array.isArray(architectures) ? architectures : []).filter(
    (name) => typeof name === 'string',
  );
  const [architecture] = named;
  // What would be written without the head that judges is no text.
  if (architecture === undefined || !named.every((name) => judgingArchitecture.test(name))) return null;
  return { reason: 'otherHead', file, architecture: architecture.slice(0, longestName) };
}
