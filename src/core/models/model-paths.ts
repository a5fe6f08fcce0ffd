import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  isOtherWeights,
  onlyWeightsAmong,
  partsAmong,
  weightsFormOf,
  weightsForms,
} from '../../shared/weights-names.ts';
import { CoreError } from '../../shared/wire.ts';

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

/** Bytes of a model's weights, about: those of the file, or of the form in the folder that is read first; 0 where there are none. */
export function weightBytesOf(modelPath: string): number {
  try {
    const found = statSync(modelPath);
    if (found.isFile()) return found.size;
    const sizes = weightsIn(readdirSync(modelPath)).map((name) => statSync(join(modelPath, name)).size);
    return sizes.reduce((sum, size) => sum + size, 0);
  } catch {
    return 0;
  }
}

/** The files that are read, but for what an index leaves out: it is not opened for this. */
function weightsIn(names: readonly string[]): readonly string[] {
  for (const form of weightsForms) {
    if (names.includes(form.whole)) return [form.whole];
    if (names.includes(form.index)) return partsAmong(names, form);
  }
  const only = onlyWeightsAmong(names);
  return only.type === 'one' ? [only.name] : [];
}
