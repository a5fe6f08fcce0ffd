import type { HubModel } from '../../../shared/hub-view.ts';
import type { FailureView } from '../../../shared/views.ts';

/** Where the fetching of a model stands, before it is downloaded. */
export type HubStep = { readonly name: string } & (
  | { readonly type: 'looking' }
  | { readonly type: 'found'; readonly model: HubModel }
  | { readonly type: 'refused'; readonly failure: FailureView }
);
