import { join } from 'node:path';
import type { ModelId } from '../../shared/models-view.ts';
import { SpareEngines, type SpareEnginesOptions } from '../spare-engine.ts';
import type { Store } from '../store/store.ts';
import { bundledModelDir } from './catalog.ts';
import { LearntFacts } from './learnt.ts';
import { ModelLibrary } from './library.ts';
import type { ModelHandle } from './model-handle.ts';
import { type ModelHost, openModelHost } from './model-host.ts';
import { type ModelShelf, openModelShelf } from './model-shelf.ts';
import { type ModelSources, openModelSources } from './model-source.ts';

/** The models that lie on this machine, and what is known of them. */
export interface ModelsHere {
  /** Those that were brought into the data folder. */
  readonly library: ModelLibrary;
  readonly learnt: LearntFacts;
  /** Where converted graphs lie. */
  readonly graphsDir: string;
  readonly sources: ModelSources;
  readonly shelf: ModelShelf;
  readonly models: ModelHost;
  /** Engines beside the one that answers. */
  readonly spareEngines: SpareEngines;
}

export interface ModelsHereOptions extends SpareEnginesOptions {
  readonly dataDir: string;
  /** See CoreOptions. */
  readonly modelsDir: string;
  /** See CoreOptions. */
  readonly modelDir: string | undefined;
  readonly store: Store;
}

/** The model in use as everything works with it; another one as its folder tells it. Throws `badModel`, and `noSuchModel`. */
export async function handleOf({ models, shelf }: ModelsHere, modelId: ModelId): Promise<ModelHandle> {
  return modelId === shelf.currentId() ? models.current() : shelf.read(modelId);
}

/** Looks where the models are; none is read before somebody asks for it. */
export function openModelsHere({ dataDir, modelsDir, modelDir, store, ...options }: ModelsHereOptions): ModelsHere {
  const library = new ModelLibrary(join(dataDir, 'models'), (hash) => store.chatModels.idsOfOthers(hash));
  const learnt = new LearntFacts(library.folder);
  const bundledDir = () => bundledModelDir(modelsDir);
  const chosen = store.settings.app().modelId;
  const sources = openModelSources({ modelDir, library, chosen, bundledDir });
  const chosenForm = (modelId: ModelId) => store.modelForms.chosen(modelId);
  const shelf = openModelShelf({ sources, library, learnt, bundledDir, chosenForm });
  return {
    ...{ library, learnt, sources, shelf, graphsDir: join(dataDir, 'graphs') },
    models: openModelHost({ findModel: () => shelf.find(sources.currentId()), onLog: options.onLog }),
    spareEngines: new SpareEngines(options),
  };
}
