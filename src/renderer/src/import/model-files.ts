/** A file that lies in no chat's file, and in every model's folder. */
export function isOfModel({ name }: Pick<File, 'name'>): boolean {
  return name === 'config.json' || isOfWeights(name);
}

/** What files without their folder are called: as their weights, without what all weights are called by. */
export function nameOfFiles(files: readonly Pick<File, 'name'>[]): string {
  const weights = files.find(({ name }) => isOfWeights(name))?.name ?? '';
  return weights.replace(/(-\d+-of-\d+)?\.(safetensors|bin)$/, '') || 'model';
}

function isOfWeights(name: string): boolean {
  return /\.(safetensors|bin)$/.test(name);
}
