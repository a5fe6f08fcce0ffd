import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  isOtherWeights,
  onlyWeightsAmong,
  partsAmong,
  type WeightsForm,
  weightsFormOf,
  weightsForms,
} from '../../shared/weights-names.ts';
import { CoreError } from '../../shared/wire.ts';
import { readJson } from './model-file.ts';

/** The folder with config.json and tokenizer of a model that was named by it or by a file of weights in it. Throws `badModel`. */
export function modelFolderOf(modelPath: string): string {
  const found = statSync(modelPath, { throwIfNoEntry: false });
  if (found?.isDirectory()) return modelPath;
  if (!found) throw new CoreError('badModel', { reason: 'noFolder', path: modelPath });
  const file = basename(modelPath);
  if (found.isFile() && weightsFormOf(file)) return dirname(modelPath);
  // Refused by name; the engine says what it is.
  if (isOtherWeights(file)) throw new CoreError('badModel', { reason: 'otherWeights', path: dirname(modelPath), file });
  throw new CoreError('badModel', { reason: 'folderIsFile', path: modelPath });
}

/** Bytes of a model's weights: those of the file, or of the files in the folder that are read; 0 where there are none. */
export function weightBytesOf(modelPath: string): number {
  try {
    const found = statSync(modelPath);
    if (found.isFile()) return found.size;
    const names = readdirSync(modelPath);
    const bytesOf = (name: string) => statSync(join(modelPath, name)).size;
    return weightNamesIn(modelPath, names).reduce((sum, name) => sum + bytesOf(name), 0);
  } catch {
    return 0;
  }
}

/** In the order in which the engine looks for them. */
function weightNamesIn(folder: string, names: readonly string[]): readonly string[] {
  for (const form of weightsForms) {
    if (names.includes(form.whole)) return [form.whole];
    if (names.includes(form.index)) return partsNamedIn(join(folder, form.index), names, form);
  }
  const only = onlyWeightsAmong(names);
  return only ? [only.name] : [];
}

/** Of an index that cannot be read, what it would name. */
function partsNamedIn(index: string, names: readonly string[], form: WeightsForm): readonly string[] {
  const read = readJson(index);
  const map = read.type === 'read' ? (read.json as { readonly weight_map?: unknown } | null)?.weight_map : null;
  const named = new Set<unknown>(Object.values(map ?? {}));
  const parts = names.filter((name) => named.has(name));
  return parts.length > 0 ? parts : partsAmong(names, form);
}
