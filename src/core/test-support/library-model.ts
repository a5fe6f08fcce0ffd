import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { KeptModel, ModelLibrary } from '../models/library.ts';
import type { ModelFacts } from '../models/model-facts.ts';

const shipped = resolve(import.meta.dirname, '../../../models/palimpsest-mini');

/** Puts a copy of the shipped model into a library, as an import that has ended would. */
export async function keepCopy(library: ModelLibrary, facts: Partial<ModelFacts> = {}): Promise<KeptModel> {
  const staging = await library.stagingFolder();
  cpSync(shipped, staging, { recursive: true });
  const weights = { name: 'model.safetensors', bytes: 8_683_480, sha256: null };
  return library.adopt(staging, {
    ...{ version: 1, name: 'Another Mini', origin: { type: 'folder', path: join('/elsewhere', 'mini') } },
    ...{ licence: 'MIT', languages: ['en'], form: null, files: [weights], checkpointHash: 'f'.repeat(64) },
    ...{ parameterCount: 4_339_200, precision: 'fp32', addedAtMs: 1_000 },
    ...facts,
  });
}
