import { extname } from 'node:path';
import { CoreError } from '../../shared/wire.ts';
import { smallFileNames, tokenizerFiles } from './model-files.ts';

interface Offered {
  readonly name: string;
  readonly bytes: number;
}

/** A file that is taken, under the name that it is found by. */
export interface TakenFile extends Offered {
  readonly nameThere: string;
}

const weightForms = [
  { whole: 'model.safetensors', index: 'model.safetensors.index.json', ending: '.safetensors' },
  { whole: 'pytorch_model.bin', index: 'pytorch_model.bin.index.json', ending: '.bin' },
];
/** Weights of other programs, by how their names end. */
const otherEndings = ['.gguf', '.ggml', '.h5', '.msgpack', '.onnx', '.pt', '.pth', '.ckpt'];

/**
 * Which of the files of a folder a model needs, known by their names alone: weights in the form that is read first, or the one file of
 * weights that there is. Throws `badModel` where something is missing, and by name for weights of other programs.
 */
export function filesToTake(folderName: string, offered: readonly Offered[]): readonly TakenFile[] {
  const byName = new Map(offered.filter(({ name }) => isPlain(name)).map((file) => [file.name, file]));
  if (!byName.has('config.json')) throw new CoreError('badModel', { reason: 'noConfig', path: folderName });
  const small = smallFileNames.flatMap((name) => byName.get(name) ?? []);
  const weights = weightsAmong(folderName, [...byName.values()]);
  if (!tokenizerFiles.some((names) => names.every((name) => byName.has(name)))) {
    throw new CoreError('badModel', { reason: 'noTokenizer', file: folderName, path: folderName });
  }
  return [...small.map((file) => ({ ...file, nameThere: file.name })), ...weights];
}

function weightsAmong(folderName: string, files: readonly Offered[]): readonly TakenFile[] {
  const asNamed = (file: Offered) => ({ ...file, nameThere: file.name });
  for (const { whole, index, ending } of weightForms) {
    const one = files.find(({ name }) => name === whole);
    if (one) return [asNamed(one)];
    const indexFile = files.find(({ name }) => name === index);
    if (indexFile) return [indexFile, ...files.filter(({ name }) => name.endsWith(ending))].map(asNamed);
  }
  for (const { whole, ending } of weightForms) {
    const [only, ...others] = files.filter(({ name }) => extname(name).toLowerCase() === ending);
    if (only && others.length === 0) return [{ ...only, nameThere: whole }];
  }
  const other = files.map(({ name }) => name).find((name) => otherEndings.includes(extname(name).toLowerCase()));
  if (other === undefined) throw new CoreError('badModel', { reason: 'noWeights', path: folderName });
  throw new CoreError('badModel', { reason: 'otherWeights', path: folderName, file: other });
}

/** A name of a file directly in a folder, on every system. */
function isPlain(name: string): boolean {
  return /^[^\p{Cc}/\\:<>|?*"]{1,200}$/u.test(name) && !name.startsWith('.') && !/[. ]$/.test(name);
}
