import type { AppContract } from '../shared/contract.ts';
import type { Handlers } from '../shared/wire.ts';
import type { CarryingParts } from './carrying-parts.ts';
import type { Ground } from './ground.ts';

type ImportMethods = 'import.open' | 'import.look' | 'import.run' | 'import.forget';

/** What a page can do with a file that somebody wants to import. */
export function importHandlers(
  app: Pick<CarryingParts, 'imports'> & Pick<Ground, 'storage'>,
): Pick<Handlers<AppContract>, ImportMethods> {
  const { imports, storage } = app;
  return {
    'import.open': ({ path }) => imports.open(path),
    'import.look': ({ offerId }, onProgress, signal) =>
      unlessCancelled(signal, imports.look(offerId, { signal, onProgress })),
    'import.run': ({ offerId }, onProgress, signal) =>
      unlessCancelled(
        signal,
        imports.run(offerId, { signal, onProgress }).catch((error: unknown) => {
          storage.failed(error);
          throw error;
        }),
      ),
    'import.forget': ({ offerId }) => imports.forget(offerId),
  };
}

/** Null where the page has ended it: then its error is no one's. */
async function unlessCancelled<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result | null> {
  try {
    return await work;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}
