import type { HubModel } from '../../../shared/hub-view.ts';
import type { ModelProgress } from '../../../shared/models-view.ts';
import type { FailureView } from '../../../shared/views.ts';

/** Where the fetching of a model stands. */
export type HubStep = { readonly name: string } & (
  | { readonly type: 'looking' }
  | { readonly type: 'found'; readonly model: HubModel }
  | { readonly type: 'downloading'; readonly model: HubModel; readonly progress: ModelProgress | null }
  /** `model`: what was being downloaded, which can be gone on with; null where nothing was found. */
  | { readonly type: 'refused'; readonly failure: FailureView; readonly model: HubModel | null }
);
