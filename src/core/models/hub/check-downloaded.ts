import { join } from 'node:path';
import * as z from 'zod/mini';
import { CoreError } from '../../../shared/wire.ts';
import { readModelFile } from '../model-file.ts';
import { hubFailed } from './hub-failed.ts';

const configSchema = z.looseObject({ model_type: z.optional(z.string()) });
const indexSchema = z.looseObject({ weight_map: z.record(z.string(), z.string()) });

/** Looks into a small file as soon as it is here, so that no large one is downloaded in vain. Throws `badModel` and `hubFailed`. */
export function checkDownloaded(
  folder: string,
  name: string,
  { repository, names }: { repository: string; names: ReadonlySet<string> },
): void {
  if (name === 'config.json') requireGpt2(join(folder, name));
  if (name.endsWith('.index.json')) requireShards(join(folder, name), repository, names);
}

function requireGpt2(path: string): void {
  const file = 'config.json';
  const { model_type: modelType } = readModelFile(path, configSchema);
  if (modelType === undefined) throw new CoreError('badModel', { reason: 'noModelType', file });
  if (modelType === 'gpt2') return;
  throw new CoreError('badModel', { reason: 'otherModelType', file, modelType: modelType.slice(0, 60) });
}

function requireShards(path: string, repository: string, names: ReadonlySet<string>): void {
  const { weight_map: shards } = readModelFile(path, indexSchema);
  const missing = Object.values(shards).find((name) => !names.has(name));
  if (missing !== undefined) throw hubFailed({ reason: 'shardsDiffer', repository, file: missing.slice(0, 100) });
}
