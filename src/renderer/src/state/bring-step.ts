import type { ModelOffer, ModelProgress } from '../../../shared/models-view.ts';
import type { FailureView } from '../../../shared/views.ts';

/** Where the bringing of a model stands. */
export type BringStep = { readonly name: string } & (
  | { readonly type: 'looking' }
  | {
      readonly type: 'offered';
      readonly path: string;
      /** It was sent to the core's machine for this. */
      readonly isSent: boolean;
      readonly offer: ModelOffer;
    }
  /** Null before the first is told. */
  | { readonly type: 'coming'; readonly progress: ModelProgress | null }
  | { readonly type: 'refused'; readonly failure: FailureView }
);
