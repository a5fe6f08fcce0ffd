import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ModelProblemDetails } from '../../shared/errors.ts';
import { parseLenientJson } from '../../shared/lenient-json.ts';
import { isLfsPointer } from '../../shared/lfs-pointer.ts';
import {
  isOtherWeights,
  onlyWeightsAmong,
  othersInstead,
  type WeightsForm,
  type WeightsFormat,
  weightsFormOf,
  weightsForms,
  whyNoWeights,
} from '../../shared/weights-names.ts';
import { CoreError } from '../../shared/wire.ts';
import { explainReading } from './explain-reading.ts';

/** The files that a checkpoint is made of. */
export interface LocatedCheckpoint {
  readonly configPath: string;
  readonly format: WeightsFormat;
  /** What lists the tensors: the only file of weights, or the index of several. */
  readonly namedPath: string;
  /** The files of weights, each once. */
  readonly weightPaths: readonly string[];
}

// A GPT-2's largest index, of 580 tensors, takes 50 kB; configurations take less.
const mostJsonBytes = 16 * 1024 * 1024;
const mostShards = 1_000;

/**
 * Finds a checkpoint's files: in a folder, or beside a single file of weights that was named. A folder's only file of weights may be
 * called anything. Links are followed. Throws CoreError `badModel` when one is missing, or when the weights are another program's.
 */
export async function locateCheckpoint(modelPath: string): Promise<LocatedCheckpoint> {
  const found = await stat(modelPath).catch(() => undefined);
  if (!found) throw badModel({ reason: 'noFolder', path: modelPath });
  if (found.isDirectory()) return locateIn(modelPath);
  const { format } = formOfFile(modelPath, found.isFile());
  const folder = dirname(modelPath);
  const configPath = join(folder, 'config.json');
  if (!(await isFile(configPath))) throw badModel({ reason: 'noConfig', path: folder });
  return { configPath, format, namedPath: modelPath, weightPaths: [modelPath] };
}

async function locateIn(folder: string): Promise<LocatedCheckpoint> {
  const names = (await namesIn(folder)).sort();
  // Folders of other programs mostly have no config: what is wrong with them is what they hold.
  const other = othersInstead(names);
  if (other !== undefined) throw badModel({ reason: 'otherWeights', path: folder, file: other });
  const configPath = join(folder, 'config.json');
  if (!(await isFile(configPath))) {
    await explainWhatIsThere(folder, names, ['config.json']);
    throw badModel({ reason: 'noConfig', path: folder });
  }
  for (const form of weightsForms) {
    const { format } = form;
    const [wholePath, indexPath] = [join(folder, form.whole), join(folder, form.index)];
    if (await isFile(wholePath)) return { configPath, format, namedPath: wholePath, weightPaths: [wholePath] };
    if (!(await isFile(indexPath))) continue;
    return { configPath, format, namedPath: indexPath, weightPaths: await readIndex(indexPath, form) };
  }
  await explainWhatIsThere(
    folder,
    names,
    weightsForms.flatMap(({ whole, index }) => [whole, index]),
  );
  const only = onlyWeightsAmong(names);
  if (only.type !== 'one') throw badModel(whyNoWeights(only, folder));
  const namedPath = join(folder, only.name);
  if (!(await isFile(namedPath))) await explainWhatIsThere(folder, names, [only.name]);
  return { configPath, format: only.form.format, namedPath, weightPaths: [namedPath] };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw explainReading(error);
  }
}

/** Reads a JSON file that is not larger than any of its kind. Throws CoreError `badModel`. */
export async function readBoundedText(path: string): Promise<string> {
  const file = basename(path);
  const found = await stat(path);
  if (!found.isFile()) throw badModel({ reason: 'notAFile', file });
  const { size } = found;
  if (size > mostJsonBytes) throw badModel({ reason: 'tooLarge', file, bytes: size, mostBytes: mostJsonBytes });
  return readFile(path, 'utf8');
}

function formOfFile(path: string, isRegular: boolean): WeightsForm {
  const file = basename(path);
  const form = isRegular ? weightsFormOf(file) : undefined;
  if (form) return form;
  if (isOtherWeights(file)) throw badModel({ reason: 'otherWeights', path: dirname(path), file });
  throw badModel({ reason: 'folderIsFile', path });
}

/** The files that an index names. They lie beside it and end as weights do: a name that leads elsewhere, or to anything else, is refused. */
async function readIndex(indexPath: string, form: WeightsForm): Promise<readonly string[]> {
  const file = basename(indexPath);
  const text = await readBoundedText(indexPath);
  if (isLfsPointer(text)) throw badModel({ reason: 'lfsPointer', file });
  const names = new Set(Object.values(readWeightMap(text, file)));
  if (names.size === 0 || names.size > mostShards) throw badModel({ reason: 'badIndex', file });
  const paths: string[] = [];
  for (const name of names) {
    if (!isPlainName(name)) throw badModel({ reason: 'badIndexName', file, name: String(name).slice(0, 100) });
    if (weightsFormOf(name) !== form) throw badModel({ reason: 'badShardName', file, name });
    const path = join(dirname(indexPath), name);
    if (!(await isFile(path))) throw badModel({ reason: 'missing', file: name, path });
    paths.push(path);
  }
  return paths.sort();
}

function readWeightMap(text: string, file: string): object {
  let index: unknown;
  try {
    index = parseLenientJson(text);
  } catch {
    throw badModel({ reason: 'notJson', file });
  }
  const map = (index as { weight_map?: unknown } | null)?.weight_map;
  if (typeof map !== 'object' || map === null || Array.isArray(map)) throw badModel({ reason: 'badIndex', file });
  return map;
}

function isPlainName(name: unknown): name is string {
  return typeof name === 'string' && /^[^/\\:\0]{1,200}$/.test(name) && name !== '.' && name !== '..';
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Whether it is there cannot be told.
    if (code === 'EACCES' || code === 'EPERM') throw explainReading(error);
    return false;
  }
}

/** Somebody sees a name in the folder, and no file comes of it: it is said why, not that it is not there. */
async function explainWhatIsThere(folder: string, names: readonly string[], wanted: readonly string[]): Promise<void> {
  const file = names.find((name) => wanted.includes(name));
  if (file === undefined) return;
  const path = join(folder, file);
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw badModel({ reason: 'linkToNothing', file, path });
    throw explainReading(error);
  });
  throw badModel({ reason: found.isDirectory() ? 'isFolder' : 'notAFile', file, path });
}

function badModel(problem: ModelProblemDetails): CoreError {
  return new CoreError('badModel', problem);
}
