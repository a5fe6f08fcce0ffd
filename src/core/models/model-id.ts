import type { ModelId } from '../../shared/models-view.ts';

/** The model that the application ships with. A folder that was named is its own id, and all others are the library's. */
export const shippedId: ModelId = 'shipped';

const longestId = 60;
/** Names that Windows gives to no file. */
const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/** Whether this can be the id of a model of the library, and so the plain name of a folder. */
export function isLibraryId(modelId: ModelId): boolean {
  return /^[a-z0-9][a-z0-9-]*$/.test(modelId) && modelId !== shippedId && modelId.length <= longestId + 8;
}

/** An id that reads like the name, and is not taken. Ids are lower-case. */
export function idForName(name: string, taken: ReadonlySet<ModelId>): ModelId {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, longestId)
    .replace(/^-+|-+$/g, '');
  const base = plain === '' || plain === shippedId || reserved.test(plain) ? `model-${plain}`.replace(/-$/, '') : plain;
  for (let number = 1; ; number++) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(id)) return id;
  }
}
