import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { ModelProblemDetails } from '../../shared/errors.ts';
import { parseLenientJson } from '../../shared/lenient-json.ts';
import { isLfsPointer } from '../../shared/lfs-pointer.ts';
import { CoreError } from '../../shared/wire.ts';

export type WeightsFormat = 'safetensors' | 'pytorch';

/** The files that a checkpoint is made of. */
export interface LocatedCheckpoint {
  readonly configPath: string;
  readonly format: WeightsFormat;
  /** What lists the tensors: the only file of weights, or the index of several. */
  readonly namedPath: string;
  /** The files of weights, each once. */
  readonly weightPaths: readonly string[];
}

const wholeNames: readonly (readonly [name: string, format: WeightsFormat])[] = [
  ['model.safetensors', 'safetensors'],
  ['model.safetensors.index.json', 'safetensors'],
  ['pytorch_model.bin', 'pytorch'],
  ['pytorch_model.bin.index.json', 'pytorch'],
];
const singleFormats: Readonly<Record<string, WeightsFormat>> = { '.safetensors': 'safetensors', '.bin': 'pytorch' };
/** Weights of other programs, by how their names end. */
const otherWeights = ['.gguf', '.ggml', '.h5', '.msgpack', '.onnx', '.pt', '.pth', '.ckpt'];
const indexEnding = '.index.json';
// A GPT-2's largest index, of 580 tensors, takes 50 kB; configurations take less.
const mostJsonBytes = 16 * 1024 * 1024;
const mostShards = 1_000;

/**
 * Finds a checkpoint's files: in a folder, or beside a single file of weights that was named. Links are followed. Throws CoreError
 * `badModel` when one is missing, or when the weights are another program's.
 */
export async function locateCheckpoint(modelPath: string): Promise<LocatedCheckpoint> {
  const found = await stat(modelPath).catch(() => undefined);
  if (!found) throw badModel({ reason: 'noFolder', path: modelPath });
  const folder = found.isDirectory() ? modelPath : dirname(modelPath);
  if (!found.isDirectory()) refuseOtherFile(modelPath, found.isFile());
  const configPath = join(folder, 'config.json');
  if (!(await isFile(configPath))) throw badModel({ reason: 'noConfig', path: folder });
  if (!found.isDirectory()) {
    const format = singleFormats[extname(modelPath).toLowerCase()] as WeightsFormat;
    return { configPath, format, namedPath: modelPath, weightPaths: [modelPath] };
  }
  for (const [name, format] of wholeNames) {
    const namedPath = join(folder, name);
    if (!(await isFile(namedPath))) continue;
    const weightPaths = name.endsWith(indexEnding) ? await readIndex(namedPath) : [namedPath];
    return { configPath, format, namedPath, weightPaths };
  }
  throw badModel(await whyNoWeights(folder));
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

function refuseOtherFile(path: string, isRegular: boolean): void {
  if (isRegular && Object.hasOwn(singleFormats, extname(path).toLowerCase())) return;
  if (isOther(path)) throw badModel({ reason: 'otherWeights', path: dirname(path), file: basename(path) });
  throw badModel({ reason: 'folderIsFile', path });
}

async function whyNoWeights(folder: string): Promise<ModelProblemDetails> {
  const names = await readdir(folder).catch(() => []);
  const other = names.sort().find(isOther);
  return other ? { reason: 'otherWeights', path: folder, file: other } : { reason: 'noWeights', path: folder };
}

function isOther(path: string): boolean {
  return otherWeights.includes(extname(path).toLowerCase());
}

/** The files that an index names. They lie beside it: a name that leads elsewhere is refused. */
async function readIndex(indexPath: string): Promise<readonly string[]> {
  const file = basename(indexPath);
  const text = await readBoundedText(indexPath);
  if (isLfsPointer(text)) throw badModel({ reason: 'lfsPointer', file });
  const names = new Set(Object.values(readWeightMap(text, file)));
  if (names.size === 0 || names.size > mostShards) throw badModel({ reason: 'badIndex', file });
  const paths: string[] = [];
  for (const name of names) {
    if (!isPlainName(name)) throw badModel({ reason: 'badIndexName', file, name: String(name).slice(0, 100) });
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
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

function badModel(problem: ModelProblemDetails): CoreError {
  return new CoreError('badModel', problem);
}
