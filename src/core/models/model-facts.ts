import { statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { builtInFormNames } from '../../shared/chat-form-view.ts';
import { CoreError } from '../../shared/wire.ts';
import { badFile, readModelFile } from './model-file.ts';
import { writeWhole } from './write-whole.ts';

/** Beside the files of each model of the library. */
export const factsName = 'palimpsest-model.json';

const originSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('folder'), path: z.string() }),
  z.object({ type: z.literal('hub'), repository: z.string(), commit: z.string() }),
]);

const factsSchema = z.object({
  version: z.literal(1),
  name: z.string().check(z.minLength(1)),
  origin: originSchema,
  licence: z.nullable(z.string()),
  /** BCP 47; null where nothing says. */
  languages: z.nullable(z.array(z.string())),
  /** How turns are written for it, where whoever offered it says so. */
  form: z.nullable(z.enum(builtInFormNames)),
  /** The model's own; `sha256` where somebody vouched for it, or it was computed on the way. */
  files: z.array(z.object({ name: z.string(), bytes: z.int(), sha256: z.nullable(z.string()) })),
  /** As engines name the checkpoint: its graphs are found by it. */
  checkpointHash: z.string(),
  parameterCount: z.int(),
  precision: z.string(),
  addedAtMs: z.int(),
});

/** What is known of a model of the library beside what its own files say: where it came from, and what it was when it came. */
export type ModelFacts = z.infer<typeof factsSchema>;

/** Null where there are none, or none that can be read. */
export function readFacts(folder: string): ModelFacts | null {
  return findFacts(folder)?.facts ?? null;
}

/** As they lie there, or why they cannot be read. */
export type FoundFacts =
  | { readonly facts: ModelFacts; readonly problem: null }
  | { readonly facts: null; readonly problem: CoreError };

/** Null where there are none. */
export function findFacts(folder: string): FoundFacts | null {
  try {
    return { facts: readModelFile(join(folder, factsName), factsSchema), problem: null };
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    return error.details?.reason === 'missing' ? null : { facts: null, problem: error };
  }
}

/** Writes them so that they are on the disk when this settles. */
export function writeFacts(folder: string, facts: ModelFacts): Promise<void> {
  return writeWhole(join(folder, factsName), `${JSON.stringify(facts, null, 1)}\n`);
}

/** A disk, or somebody, may have cut a file short since. Throws `badModel`. */
export function requireWholeFiles(folder: string, { files }: ModelFacts): void {
  for (const { name, bytes } of files) {
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) throw badFile(path, { reason: 'missing' });
    if (!found.isFile()) throw badFile(path, { reason: 'notAFile' });
    if (found.size !== bytes) throw badFile(path, { reason: 'wrongSize', bytes: found.size, expectedBytes: bytes });
  }
}
