import type { ModelOrigin } from '../../../shared/models-view.ts';
import type { ModelBringing } from '../bring-model.ts';
import type { ModelLibrary } from '../library.ts';
import type { ModelTaker } from './hub.ts';
import type { PartOf } from './part-folders.ts';

/** Gives what was downloaded to the library, which takes it in as what is imported. */
export function openLibraryTaker(library: ModelLibrary, bringing: ModelBringing): ModelTaker {
  return {
    find: (wanted) => library.all().find(({ facts }) => facts !== null && isOf(facts.origin, wanted))?.modelId ?? null,
    foresee: async (folder, options) => (await bringing.foresee(folder, options)).graphBytes,
    take: ({ folder, model, files }, options) => {
      const { repository, commit, licence, languages, form } = model;
      const sha256 = Object.fromEntries(files.map((file) => [file.name, file.sha256]));
      const origin = { type: 'hub', repository, commit } as const;
      return bringing.takeIn(folder, { name: repository, origin, licence, languages, form, sha256 }, options);
    },
  };
}

function isOf(origin: ModelOrigin, { repository, commit }: PartOf): boolean {
  return origin.type === 'hub' && origin.repository === repository && origin.commit === commit;
}
