import type { ModelId } from '../../../shared/models-view.ts';
import { type CoreLink, mishapOf } from './core-link.ts';
import { createObservable, type Observable } from './observable.ts';
import type { Mishap } from './page-state.ts';

/** Where the check of a model's files stands. */
export type ModelCheck =
  | { readonly type: 'checking' | 'whole' }
  | { readonly type: 'failed'; readonly failure: Mishap };

export interface ModelChecksOnPage {
  readonly state: Observable<Readonly<Record<ModelId, ModelCheck | undefined>>>;
  /** Reads all of a model's files, and says whether they are what they were when they came. */
  start(modelId: ModelId): void;
  /** Ends it, whichever page asked for it. */
  cancel(modelId: ModelId): void;
  /** Another one may come under the same name. */
  forget(modelId: ModelId): void;
  /** Only these are here: another page may have removed one. */
  keepOnly(modelIds: readonly ModelId[]): void;
}

export function openModelChecks(core: CoreLink): ModelChecksOnPage {
  const state = createObservable<Readonly<Record<ModelId, ModelCheck | undefined>>>({});
  /** The run that each shows: what an older one ends with is of no one's any more. */
  const shownRuns = new Map<ModelId, symbol>();
  const show = (modelId: ModelId, check: ModelCheck | undefined) => state.patch({ [modelId]: check });

  async function run(modelId: ModelId): Promise<void> {
    const thisRun = Symbol(modelId);
    shownRuns.set(modelId, thisRun);
    const showEnd = (check: ModelCheck | undefined) => {
      if (shownRuns.get(modelId) === thisRun) show(modelId, check);
    };
    show(modelId, { type: 'checking' });
    try {
      const end = await core.call('models.verify', { modelId });
      showEnd(end === 'whole' ? { type: 'whole' } : undefined);
    } catch (error) {
      showEnd({ type: 'failed', failure: mishapOf(error) });
    }
  }

  function forget(modelId: ModelId): void {
    shownRuns.delete(modelId);
    if (state.get()[modelId]) show(modelId, undefined);
  }

  return {
    state,
    start: (modelId) => {
      if (state.get()[modelId]?.type !== 'checking') void run(modelId);
    },
    // Where the line is gone, so is the check.
    cancel: (modelId) => void core.call('models.cancelVerify', { modelId }).catch(() => {}),
    forget,
    keepOnly: (modelIds) => {
      for (const modelId of Object.keys(state.get())) if (!modelIds.includes(modelId)) forget(modelId);
    },
  };
}
