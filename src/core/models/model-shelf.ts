import { basename } from 'node:path';
import type { FormChoice } from '../../shared/chat-form-view.ts';
import type { ModelId } from '../../shared/models-view.ts';
import { nameOf } from './catalog.ts';
import type { LearntFacts } from './learnt.ts';
import type { ModelLibrary } from './library.ts';
import type { ModelHandle } from './model-handle.ts';
import { type FoundModel, readModel } from './model-host.ts';
import { shippedId } from './model-id.ts';
import { modelFolderOf, weightBytesOf } from './model-paths.ts';
import type { ModelSources } from './model-source.ts';

/** A model that is here. */
export interface ShelfModel {
  readonly modelId: ModelId;
  readonly name: string;
  /** Null until it was loaded here. */
  readonly checkpointHash: string | null;
}

/** The models that can be used, by their ids. */
export interface ModelShelf {
  all(): readonly ShelfModel[];
  /** The one in use, or to be used by the next reading. */
  currentId(): ModelId;
  /** Throws `noSuchModel`. */
  nameOf(modelId: ModelId): string;
  /** Where it is, and in which form its turns are written; throws `noSuchModel`. */
  find(modelId: ModelId): FoundModel;
  /** Its words, as its folder tells them; throws `badModel`, and `noSuchModel`. */
  read(modelId: ModelId): ModelHandle;
  weightBytes(modelId: ModelId): number;
  /** What was read may be another one by now, and its tokenizer remembers pieces of the words that it priced. */
  forgetRead(): void;
}

export interface ModelShelfOptions {
  readonly sources: ModelSources;
  readonly library: ModelLibrary;
  readonly learnt: LearntFacts;
  readonly bundledDir: () => string;
  /** Of a model, as a person chose it; null: nobody did. */
  readonly chosenForm: (modelId: ModelId) => FormChoice | null;
}

export function openModelShelf(options: ModelShelfOptions): ModelShelf {
  const { sources, library, learnt, bundledDir, chosenForm } = options;
  /** The one that was read last: a price is asked for again and again while somebody looks at it. */
  let last: { readonly found: string; readonly model: ModelHandle } | null = null;
  const dirOf = (modelId: ModelId) => sources.dirOf(sources.find(modelId));
  const find = (modelId: ModelId): FoundModel => ({ modelId, dir: dirOf(modelId), form: chosenForm(modelId) });
  const all = (): ShelfModel[] => {
    const known = (modelId: ModelId, name: string, checkpointHash: string | null = null) => ({
      ...{ modelId, name, checkpointHash: learnt.of(modelId)?.checkpointHash ?? checkpointHash },
    });
    return [
      ...shippedName(bundledDir).map((name) => known(shippedId, name)),
      ...sources.namedFolders().map((folder) => known(folder, folderName(folder))),
      ...library.all().flatMap(({ modelId, facts }) => (facts ? known(modelId, facts.name, facts.checkpointHash) : [])),
    ];
  };
  return {
    all,
    find,
    currentId: () => sources.currentId(),
    nameOf: (modelId) => all().find((model) => model.modelId === modelId)?.name ?? modelId,
    read: (modelId) => {
      const found = find(modelId);
      const key = JSON.stringify(found);
      // What was left out of it is told when it is used.
      if (last?.found !== key) last = { found: key, model: readModel(found, () => {}) };
      return last.model;
    },
    weightBytes: (modelId) => weightBytesOf(dirOf(modelId)),
    forgetRead: () => {
      last = null;
    },
  };
}

/** None where the application's own folder of models cannot be read. */
function shippedName(bundledDir: () => string): string[] {
  try {
    return [basename(bundledDir())];
  } catch {
    return [];
  }
}

/** As reading it would name it; a folder that is gone by its own name. */
function folderName(path: string): string {
  try {
    return nameOf(modelFolderOf(path));
  } catch {
    return basename(path);
  }
}
