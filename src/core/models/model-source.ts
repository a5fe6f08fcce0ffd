import { isAbsolute } from 'node:path';
import { CoreError } from '../../shared/wire.ts';

/** Where the model comes from: with the application, or a folder that was named. */
export type ModelSource = { readonly type: 'bundled' } | { readonly type: 'folder'; readonly folder: string };

export interface ModelSources {
  current(): ModelSource;
  /** The folder of the present one. Throws as `bundledDir` does. */
  dir(): string;
  /** From the next reading on. Throws `badModel` for a path that is none. */
  use(source: ModelSource): void;
}

/** Which model is used: the folder named at the start, else the bundled one, until a person chooses another. */
export function openModelSources(modelDir: string | undefined, bundledDir: () => string): ModelSources {
  let source: ModelSource = modelDir === undefined ? { type: 'bundled' } : { type: 'folder', folder: modelDir };
  return {
    current: () => source,
    dir: () => (source.type === 'bundled' ? bundledDir() : source.folder),
    use: (chosen) => {
      if (chosen.type === 'folder' && !isAbsolute(chosen.folder)) {
        throw new CoreError('badModel', { reason: 'noFolder', path: chosen.folder });
      }
      source = chosen;
    },
  };
}
