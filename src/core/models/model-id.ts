import type { ModelId } from '../../shared/models-view.ts';

/** By which name a model is known again after a start. */
export function modelIdOf({ isBundled, dir }: { readonly isBundled: boolean; readonly dir: string }): ModelId {
  return isBundled ? 'shipped' : dir;
}
