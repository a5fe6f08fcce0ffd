import type { AppContract } from '../shared/contract.ts';
import type { Handlers } from '../shared/wire.ts';
import type { Application } from './application.ts';

type HubMethods = Extract<keyof AppContract, `hub.${string}`>;

/** What a page can do with models that are elsewhere. */
export function hubHandlers({ hub }: Application): Pick<Handlers<AppContract>, HubMethods> {
  return {
    'hub.entries': () => hub.offers(),
    'hub.look': ({ repository, revision }) => hub.look(repository, revision),
    'hub.download': async ({ lookId }, onProgress, signal) => {
      try {
        return { modelId: await hub.download(lookId, { signal, onProgress }) };
      } catch (error) {
        // Cancelled: then its error is no one's.
        if (signal.aborted) return null;
        throw error;
      }
    },
    'hub.forget': ({ lookId }) => hub.forget(lookId),
  };
}
