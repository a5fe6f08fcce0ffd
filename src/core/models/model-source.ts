import { isAbsolute } from 'node:path';
import type { ModelId } from '../../shared/models-view.ts';
import { CoreError } from '../../shared/wire.ts';
import type { ModelLibrary } from './library.ts';
import { shippedId } from './model-id.ts';

/** Where the model comes from: with the application, a folder that was named, or the library. */
export type ModelSource =
  | { readonly type: 'bundled' }
  | { readonly type: 'folder'; readonly folder: string }
  | { readonly type: 'library'; readonly modelId: ModelId };

export interface ModelSources {
  current(): ModelSource;
  currentId(): ModelId;
  /** It is loaded also where there seems to be too little memory for it. */
  loadsAnyway(): boolean;
  /** The folder of the present one. Throws as `bundledDir` does, and `noSuchModel` for one that is not in the library any more. */
  dir(): string;
  /** From the next reading on. Throws `badModel` for a path that is none, and `noSuchModel`. */
  use(source: ModelSource, options?: { readonly loadsAnyway?: boolean | undefined }): void;
  /** The source of a model that is here; throws `noSuchModel` for another. */
  find(modelId: ModelId): ModelSource;
  /** Throws as `dir` does, and `badModel` where what the library knew of a model cannot be read. */
  dirOf(source: ModelSource): string;
  /** The folders that were named at the start, or later. */
  namedFolders(): readonly string[];
}

export interface ModelSourcesOptions {
  /** Named at the start: it goes before what was chosen. */
  readonly modelDir: string | undefined;
  readonly bundledDir: () => string;
  readonly library: ModelLibrary;
  /** What a person chose last of the models that are always here; null: the shipped one. */
  readonly chosen: ModelId | null;
}

/** Which model is used: the folder named at the start, else the one chosen last, else the bundled one, until a person chooses another. */
export function openModelSources({ modelDir, bundledDir, library, chosen }: ModelSourcesOptions): ModelSources {
  const folders = new Set<string>();
  let source: ModelSource = { type: 'bundled' };
  let isLoadedAnyway = false;
  if (modelDir !== undefined) source = { type: 'folder', folder: modelDir };
  else if (chosen !== null && library.find(chosen)) source = { type: 'library', modelId: chosen };
  if (source.type === 'folder') folders.add(source.folder);

  const dirOf = (of: ModelSource): string => {
    if (of.type === 'bundled') return bundledDir();
    if (of.type === 'folder') return of.folder;
    const model = library.find(of.modelId);
    if (!model) throw new CoreError('noSuchModel');
    if (model.problem) throw model.problem;
    return model.folder;
  };
  return {
    current: () => source,
    currentId: () => idOf(source),
    loadsAnyway: () => isLoadedAnyway,
    dir: () => dirOf(source),
    use: (wanted, { loadsAnyway = false } = {}) => {
      if (wanted.type === 'folder') {
        if (!isAbsolute(wanted.folder)) throw new CoreError('badModel', { reason: 'noFolder', path: wanted.folder });
        folders.add(wanted.folder);
      }
      if (wanted.type === 'library') dirOf(wanted);
      source = wanted;
      isLoadedAnyway = loadsAnyway;
    },
    find: (modelId) => {
      if (modelId === shippedId) return { type: 'bundled' };
      if (folders.has(modelId)) return { type: 'folder', folder: modelId };
      if (library.find(modelId)) return { type: 'library', modelId };
      throw new CoreError('noSuchModel');
    },
    dirOf,
    namedFolders: () => [...folders],
  };
}

/** The id of a model: a folder that was named is its own. */
export function idOf(source: ModelSource): ModelId {
  if (source.type === 'bundled') return shippedId;
  return source.type === 'folder' ? source.folder : source.modelId;
}
