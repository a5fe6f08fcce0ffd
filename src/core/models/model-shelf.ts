import { basename } from 'node:path';
import type { ModelId } from '../../shared/models-view.ts';
import { CoreError } from '../../shared/wire.ts';
import type { ModelHandle } from './model-handle.ts';
import { type FoundModel, type ReadModelOptions, readModel } from './model-host.ts';
import { weightBytesOf } from './model-paths.ts';
import type { ModelSource, ModelSources } from './model-source.ts';

/** A model that is here. */
export interface ShelfModel {
  readonly modelId: ModelId;
  readonly name: string;
}

/** The models that can be used, by their ids. */
export interface ModelShelf {
  all(): readonly ShelfModel[];
  /** The one in use, or to be used by the next reading. */
  current(): FoundModel;
  /** From the next reading on. Throws `noSuchModel` for one that is not here. */
  use(modelId: ModelId): void;
  /** Its words, as its folder tells them; throws `badModel`, and `noSuchModel` for one that is not here. */
  read(modelId: ModelId): ModelHandle;
  weightBytes(modelId: ModelId): number;
}

/** The shipped model, and the folders that were named so far. */
const shippedId: ModelId = 'shipped';

export interface ModelShelfOptions extends ReadModelOptions {
  readonly sources: ModelSources;
  readonly bundledDir: () => string;
}

export function openModelShelf({ sources, bundledDir, ...reading }: ModelShelfOptions): ModelShelf {
  const folders = new Set<string>();
  /** The one that was read last: a price is asked for again and again while somebody looks at it. */
  let lastRead: ModelHandle | null = null;
  const idOf = (source: ModelSource): ModelId => {
    if (source.type === 'bundled') return shippedId;
    folders.add(source.folder);
    return source.folder;
  };
  const current = (): FoundModel => ({ modelId: idOf(sources.current()), dir: sources.dir() });
  const dirOf = (modelId: ModelId): string => {
    current();
    if (modelId === shippedId) return bundledDir();
    if (folders.has(modelId)) return modelId;
    throw new CoreError('noSuchModel');
  };
  return {
    all: () => {
      current();
      const ids = [shippedId, ...folders];
      return ids.map((modelId) => ({ modelId, name: basename(dirOf(modelId)) }));
    },
    current,
    use: (modelId) => {
      const dir = dirOf(modelId);
      lastRead = null;
      sources.use(modelId === shippedId ? { type: 'bundled' } : { type: 'folder', folder: dir });
    },
    read: (modelId) => {
      if (lastRead?.modelId !== modelId) lastRead = readModel({ modelId, dir: dirOf(modelId) }, reading);
      return lastRead;
    },
    weightBytes: (modelId) => weightBytesOf(dirOf(modelId)),
  };
}
