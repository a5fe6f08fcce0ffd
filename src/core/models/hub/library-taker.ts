import type { ModelLibrary } from '../library.ts';
import type { ModelTaker } from './hub.ts';

/** Gives what was downloaded to the library. */
export function openLibraryTaker(library: ModelLibrary): ModelTaker {
  return {
    find: ({ repository, commit }) => {
      const isIt = (origin: { type: string; repository?: string; commit?: string }) =>
        origin.type === 'hub' && origin.repository === repository && origin.commit === commit;
      return library.all().find(({ facts }) => isIt(facts.origin))?.modelId ?? null;
    },
    take: () => Promise.reject(new Error('The library takes nothing yet')),
  };
}
