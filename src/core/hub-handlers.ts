import type { AppContract } from '../shared/contract.ts';
import type { Handlers } from '../shared/wire.ts';
import type { ModelParts } from './models/model-parts.ts';

type HubMethods = Extract<keyof AppContract, `hub.${string}`>;

/** What a page can do with models that are elsewhere. */
export function hubHandlers({
  hub,
  shownModels,
}: Pick<ModelParts, 'hub' | 'shownModels'>): Pick<Handlers<AppContract>, HubMethods> {
  return {
    'hub.entries': () => hub.offers(),
    'hub.look': ({ repository, revision }) => hub.look(repository, revision),
    'hub.download': async ({ lookId, loadsAnyway = false }, onProgress, signal) => {
      try {
        const modelId = await hub.download(lookId, { signal, onProgress, loadsAnyway });
        return modelId === null ? null : { modelId };
      } finally {
        shownModels.changed();
      }
    },
    'hub.forget': ({ lookId }) => hub.forget(lookId),
  };
}
