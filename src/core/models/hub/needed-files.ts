import type { HubFile } from '../../../shared/hub-view.ts';
import { isOtherWeights } from '../../../shared/weights-names.ts';
import { smallFileNames, tokenizerFiles } from '../model-files.ts';
import { hubFailed } from './hub-failed.ts';

const weightForms = [
  { whole: 'model.safetensors', index: 'model.safetensors.index.json', shard: /^model-\d{5}-of-\d{5}\.safetensors$/ },
  { whole: 'pytorch_model.bin', index: 'pytorch_model.bin.index.json', shard: /^pytorch_model-\d{5}-of-\d{5}\.bin$/ },
];

/** What is no tensor is read whole into memory. */
const MOST_TEXT_BYTES = 64 * 1024 * 1024;
/** A gpt2-xl of 1.6 billion parameters in F32 has 6.4 GB. */
const MOST_BYTES = 64e9;

/** What a hub says of one file. */
export interface ListedFile {
  readonly name: string;
  readonly bytes: number;
  /** Null where it does not say it. */
  readonly hash: HubFile['hash'] | null;
}

/**
 * The files of a repository that a model needs: its weights in the form that is read first, and what says how they are used. Only names
 * that are known here are taken, so that no name of a hub's leads anywhere. Throws `hubFailed` where something is missing.
 */
export function neededFiles(repository: string, listed: readonly ListedFile[]): readonly HubFile[] {
  const names = new Set(listed.map(({ name }) => name));
  const weights = weightNames(names);
  const other = [...names].sort().find(isOtherWeights);
  // What is wrong with a repository of another program is what it holds, whatever else it lacks.
  if (weights.length === 0 && other !== undefined) {
    throw hubFailed({ reason: 'otherWeights', repository, file: other.slice(0, 100) });
  }
  if (!names.has('config.json')) throw hubFailed({ reason: 'noConfig', repository });
  if (weights.length === 0) throw hubFailed({ reason: 'noWeights', repository });
  if (!tokenizerFiles.some((files) => files.every((name) => names.has(name)))) {
    throw hubFailed({ reason: 'noTokenizer', repository });
  }
  const needed = new Set<string>([...smallFileNames, ...weights]);
  const files = listed.filter(({ name }) => needed.has(name)).map((file) => withHash(repository, file));
  refuseTooLarge(repository, files);
  return files.sort((one, other) => (one.name < other.name ? -1 : 1));
}

function weightNames(names: ReadonlySet<string>): readonly string[] {
  for (const { whole, index, shard } of weightForms) {
    if (names.has(whole)) return [whole];
    const shards = [...names].filter((name) => shard.test(name));
    if (names.has(index) && shards.length > 0) return [index, ...shards];
  }
  return [];
}

function withHash(repository: string, { name, bytes, hash }: ListedFile): HubFile {
  if (hash === null) throw hubFailed({ reason: 'noHash', repository, file: name });
  return { name, bytes, hash };
}

function refuseTooLarge(repository: string, files: readonly HubFile[]): void {
  for (const { name, bytes } of files) {
    if (!isText(name) || bytes <= MOST_TEXT_BYTES) continue;
    throw hubFailed({ reason: 'tooLarge', repository, file: name, bytes, mostBytes: MOST_TEXT_BYTES });
  }
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes > MOST_BYTES) throw hubFailed({ reason: 'tooLarge', repository, bytes, mostBytes: MOST_BYTES });
}

/** Everything but the weights. */
export function isText(name: string): boolean {
  return (smallFileNames as readonly string[]).includes(name) || weightForms.some(({ index }) => index === name);
}
