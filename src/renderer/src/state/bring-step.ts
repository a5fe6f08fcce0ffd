import type { MemoryNeed, ModelOffer, ModelProgress } from '../../../shared/models-view.ts';
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
  /** Its weights are not sent yet: it needs more memory than there is, and a person says whether it is to come all the same. */
  | { readonly type: 'short'; readonly memory: MemoryNeed }
  /** Null before the first is told. */
  | { readonly type: 'coming'; readonly progress: ModelProgress | null }
  | { readonly type: 'refused'; readonly failure: FailureView }
);
