import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import * as z from 'zod/mini';
import { type BuiltInFormName, builtInFormNames } from '../../shared/chat-form-view.ts';
import { whyNoGpt2 } from '../../shared/gpt2-config.ts';
import { isLfsPointer, LFS_BEGINNING_BYTES } from '../../shared/lfs-pointer.ts';
import type { ChatSettings } from '../../shared/settings.ts';
import { othersInstead } from '../../shared/weights-names.ts';
import { CoreError } from '../../shared/wire.ts';
import { readTokenizer } from '../text/read-tokenizer.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { readGenerationDefaults } from './generation-config.ts';
import { readFacts, requireWholeFiles } from './model-facts.ts';
import { badFile, readJson, readModelFile } from './model-file.ts';
import { modelFolderOf } from './model-paths.ts';

/** What the core knows of a model before the engine has loaded it. */
export interface ModelFolder {
  readonly name: string;
  /** Where it was found: its folder, or the one file of weights that was named. */
  readonly dir: string;
  /** It is the model that the application ships with. */
  readonly isBundled: boolean;
  /** See ModelView. */
  readonly languages: readonly string[] | null;
  readonly licence: string | null;
  /** How turns are written for it, where the manifest says so. */
  readonly namedForm: BuiltInFormName | null;
  readonly vocabularySize: number;
  readonly windowTokens: number;
  readonly defaults: ChatSettings;
  /** Tokens that end an answer: the model's own, else the tokenizer's <|endoftext|>. May be empty. */
  readonly endTokenIds: readonly number[];
  /** Checked: all its ids are in the model's vocabulary. */
  readonly tokenizer: Tokenizer;
  /** What was left out of it, a line each for whoever looks after the process. */
  readonly notes: readonly string[];
}

const size = z.optional(z.nullable(z.int().check(z.positive())));

/** Missing sizes are those of transformers' GPT2Config. The engine checks the rest, with the weights. */
const configSchema = z.looseObject({
  model_type: z.optional(z.string()),
  architectures: z.optional(z.unknown()),
  vocab_size: size,
  n_positions: size,
  max_position_embeddings: size,
  n_ctx: size,
});

const manifestFiles = z.array(z.object({ name: z.string(), bytes: z.int(), sha256: z.string() }));

const manifestSchema = z.object({
  bundled: z.string(),
  models: z.array(
    z.object({
      name: z.string(),
      licence: z.optional(z.string()),
      /** BCP 47: those that it was trained on. */
      languages: z.optional(z.array(z.string())),
      /** How turns are written for it; left out: each with the end token behind it. */
      form: z.optional(z.enum(builtInFormNames)),
      files: manifestFiles,
    }),
  ),
  /** Those that are offered to be fetched: these files at this commit, and no others. */
  fetchable: z.optional(
    z.array(
      z.object({
        repository: z.string(),
        revision: z.string().check(z.regex(/^[0-9a-f]{40}$/)),
        licence: z.string(),
        languages: z.array(z.string()),
        form: z.optional(z.enum(builtInFormNames)),
        files: manifestFiles,
      }),
    ),
  ),
});

export type ModelsManifest = z.infer<typeof manifestSchema>;

const manifestOf = (modelsDir: string) => join(modelsDir, 'manifest.json');

/** Reads manifest.json of the folder of models that the application ships: which one it ships, and what every file has to be. */
export function readManifest(modelsDir: string): ModelsManifest {
  return readModelFile(manifestOf(modelsDir), manifestSchema);
}

/** Many a folder has a manifest.json of something else beside its models: that one says nothing of them. */
function findManifest(modelsDir: string): ModelsManifest | null {
  const read = readJson(manifestOf(modelsDir));
  const parsed = read.type === 'read' ? manifestSchema.safeParse(read.json) : null;
  return parsed?.success ? parsed.data : null;
}

/** The folder of the model that the application ships with. */
export function bundledModelDir(modelsDir: string): string {
  return join(modelsDir, readManifest(modelsDir).bundled);
}

/** Reads a model's folder, or the one around a file of weights. Throws `badModel` with the file and what is wrong with it. */
export function readModelFolder(modelPath: string): ModelFolder {
  const path = resolve(modelPath);
  const dir = modelFolderOf(path);
  const told = checkWholeness(dir);
  const { config, configFile, vocabularySize, windowTokens } = readModelConfig(dir);
  const { tokenizer, notes } = readTokenizer(dir, { vocabularySize, configFile });
  const generationFile = join(dir, 'generation_config.json');
  const generation = readGenerationDefaults(generationFile, { config, configFile, windowTokens, vocabularySize });
  return {
    dir: path,
    ...told,
    vocabularySize,
    windowTokens,
    defaults: generation.settings,
    endTokenIds: generation.endTokenIds ?? (tokenizer.endTokenId === null ? [] : [tokenizer.endTokenId]),
    tokenizer,
    notes: [...notes, ...generation.notes],
  };
}

/** The token that ends what is said in its turns. Throws `badModel` where it has none, as nothing would ever end. */
export function endTokenOf({ name, tokenizer, endTokenIds }: Pick<ModelFolder, 'name' | 'tokenizer' | 'endTokenIds'>) {
  const endTokenId = tokenizer.endTokenId ?? endTokenIds[0];
  if (endTokenId === undefined) throw new CoreError('badModel', { reason: 'noEndToken', name });
  return endTokenId;
}

export interface ModelConfig {
  readonly config: Readonly<Record<string, unknown>>;
  readonly configFile: string;
  readonly vocabularySize: number;
  readonly windowTokens: number;
}

/** Reads the configuration of a model's folder alone. Throws `badModel`. */
export function readModelConfig(dir: string): ModelConfig {
  const configFile = join(dir, 'config.json');
  if (!existsSync(configFile)) refuseOtherWeights(dir);
  const config = readModelFile(configFile, configSchema);
  const problem = whyNoGpt2(config, basename(configFile));
  if (problem) throw new CoreError('badModel', problem);
  const vocabularySize = config.vocab_size ?? 50_257;
  const windowTokens = config.n_positions ?? config.max_position_embeddings ?? config.n_ctx ?? 1_024;
  return { config, configFile, vocabularySize, windowTokens };
}

/** Folders of other programs mostly have no configuration: what is wrong with them is what they hold. */
function refuseOtherWeights(dir: string): void {
  const other = othersInstead(namesIn(dir).sort());
  if (other !== undefined) throw new CoreError('badModel', { reason: 'otherWeights', path: dir, file: other });
}

/** None where they may not be read: what is asked for next says so. */
function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

/** What a folder is called, and what is said of it beside its own files. */
export type ToldOfModel = Pick<ModelFolder, 'name' | 'isBundled' | 'languages' | 'licence' | 'namedForm'>;

/**
 * What is told of a model by the library, or by the manifest beside it. Both name its files, which have to be whole: a checkout or a copy
 * may have been cut short. Only sizes are compared, at every start; the tests compare the hashes. Throws `badModel`.
 */
export function checkWholeness(dir: string): ToldOfModel {
  const facts = readFacts(dir);
  if (!facts) return { name: nameOf(dir), ...checkAgainstManifest(dir) };
  requireWholeFiles(dir, facts);
  const { name, languages, licence, form: namedForm = null } = facts;
  return { name, isBundled: false, languages, licence, namedForm };
}

/** The folder's name; in Hugging Face's cache, where it is only a hash, the name under which the model was fetched. */
export function nameOf(dir: string): string {
  const snapshots = dirname(dir);
  const fetched = /^models--(.+)$/.exec(basename(dirname(snapshots)))?.[1];
  return basename(snapshots) === 'snapshots' && fetched ? fetched.replaceAll('--', '/') : basename(dir);
}

function checkAgainstManifest(dir: string): Pick<ModelFolder, 'isBundled' | 'languages' | 'licence' | 'namedForm'> {
  const manifest = findManifest(dirname(dir));
  if (!manifest) return { isBundled: false, languages: null, licence: null, namedForm: null };
  const entry = manifest.models.find((model) => model.name === basename(dir));
  for (const { name, bytes } of entry?.files ?? []) {
    const file = join(dir, name);
    const found = statSync(file, { throwIfNoEntry: false });
    if (!found) throw badFile(file, { reason: 'missing' });
    if (found.size !== bytes && isPointer(file)) throw badFile(file, { reason: 'lfsPointer' });
    if (found.size !== bytes) throw badFile(file, { reason: 'wrongSize', bytes: found.size, expectedBytes: bytes });
  }
  const { languages = null, licence = null, form: namedForm = null } = entry ?? {};
  return { isBundled: manifest.bundled === basename(dir), languages, licence, namedForm };
}

function isPointer(file: string): boolean {
  const handle = openSync(file, 'r');
  try {
    const beginning = Buffer.alloc(LFS_BEGINNING_BYTES);
    readSync(handle, beginning);
    return isLfsPointer(beginning.toString());
  } finally {
    closeSync(handle);
  }
}
