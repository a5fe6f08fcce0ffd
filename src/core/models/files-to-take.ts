import { onlyWeightsAmong, othersInstead, partsAmong, weightsForms, whyNoWeights } from '../../shared/weights-names.ts';
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

/**
 * Which of the files of a folder a model needs, known by their names alone: weights in the form that is read first, or the one file of
 * weights that there is. Throws `badModel` where something is missing, and by name for weights of other programs.
 */
export function filesToTake(folderName: string, offered: readonly Offered[]): readonly TakenFile[] {
  const byName = new Map(offered.filter(({ name }) => isPlain(name)).map((file) => [file.name, file]));
  const other = othersInstead([...byName.keys()]);
  if (other !== undefined) throw new CoreError('badModel', { reason: 'otherWeights', path: folderName, file: other });
  if (!byName.has('config.json')) throw new CoreError('badModel', { reason: 'noConfig', path: folderName });
  const small = smallFileNames.flatMap((name) => byName.get(name) ?? []);
  const weights = weightsAmong(byName, folderName);
  if (!tokenizerFiles.some((names) => names.every((name) => byName.has(name)))) {
    throw new CoreError('badModel', { reason: 'noTokenizer', file: folderName, path: folderName });
  }
  return [...small.map((file) => ({ ...file, nameThere: file.name })), ...weights];
}

function weightsAmong(byName: ReadonlyMap<string, Offered>, folderName: string): readonly TakenFile[] {
  const names = [...byName.keys()];
  const taken = (name: string, nameThere = name) => {
    const file = byName.get(name);
    return file ? [{ ...file, nameThere }] : [];
  };
  for (const form of weightsForms) {
    if (byName.has(form.whole)) return taken(form.whole);
    if (byName.has(form.index)) return [form.index, ...partsAmong(names, form)].flatMap((name) => taken(name));
  }
  const only = onlyWeightsAmong(names.sort());
  if (only.type !== 'one') throw new CoreError('badModel', whyNoWeights(only, folderName));
  return taken(only.name, only.form.whole);
}

/** A name of a file directly in a folder, on every system. */
function isPlain(name: string): boolean {
  return /^[^\p{Cc}/\\:<>|?*"]{1,200}$/u.test(name) && !name.startsWith('.') && !/[. ]$/.test(name);
}
