import type { ModelOffer } from '../../../shared/models-view.ts';
import type { FailureView } from '../../../shared/views.ts';

/** Where the bringing of a model stands, before it is copied. */
export type BringStep = { readonly name: string } & (
  | { readonly type: 'sending'; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly type: 'looking' }
  | { readonly type: 'offered'; readonly offer: ModelOffer }
  | { readonly type: 'refused'; readonly failure: FailureView }
);
