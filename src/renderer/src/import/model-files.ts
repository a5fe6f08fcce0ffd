import { isOtherWeights, weightsFormOf, weightsForms } from '../../../shared/weights-names.ts';

type Named = Pick<File, 'name'>;

/** A file that lies in no chat's file, and in a model's folder: of another program's too, so that it is refused by its name. */
export function isOfModel({ name }: Named): boolean {
  return name === 'config.json' || weightsFormOf(name) !== undefined || isOtherWeights(name);
}

/** What was dropped: a folder may be called anything, also as a file of weights is. */
export function meantByDrop(
  dropped: readonly { readonly name: string; readonly isFolder: boolean }[],
): 'folder' | 'model' | 'several' | 'file' {
  const [first, ...others] = dropped;
  if (first?.isFolder && others.length === 0) return 'folder';
  if (dropped.some((each) => !each.isFolder && isOfModel(each))) return 'model';
  return others.length > 0 ? 'several' : 'file';
}

/** What files without their folder are called: as their weights, without what all weights are called by. */
export function nameOfFiles(files: readonly Named[]): string {
  const names = files.map(({ name }) => name);
  const weights = names.find(weightsFormOf) ?? names.find(isOtherWeights) ?? '';
  return weights.replace(/(-\d+-of-\d+)?\.[^.]+$/, '') || 'model';
}

/**
 * Which of the files that a person took together says by its path what they mean: their only weights, whatever else lies beside them. Null:
 * the folder that they lie in, as for weights in several files.
 */
export function meantAmong<Taken extends Named>(files: readonly Taken[]): Taken | null {
  const hasIndex = files.some(({ name }) => weightsForms.some(({ index }) => index === name));
  const [only, ...others] = files.filter(({ name }) => weightsFormOf(name));
  if (only) return others.length === 0 && !hasIndex ? only : null;
  return files.find(({ name }) => isOtherWeights(name)) ?? null;
}
