import type { InferenceSession } from 'onnxruntime-node';
import type { GraphPurpose } from './graph/graph-purposes.ts';
import type { Precision } from './precision.ts';
import type { CacheShape, RowStore } from './row-store.ts';

/** A processor that runs a model: the graph, how a session is opened, and where rows lie. */
export interface Provider {
  /** In model keys and in what is told of a model. */
  readonly name: string;
  /** See ProviderKind. */
  readonly mayBeAtFault: boolean;
  /** The graph that steps run through. */
  readonly graphMode: GraphPurpose;
  readonly sessionOptions: InferenceSession.SessionOptions;
  /** Of the host, to compute with. */
  readonly threadCount: number;
  /** What a mask holds where a token may not look: a shader may not be given infinities. */
  readonly blocked: number;
  /** How far its logits may be from the CPU's where that is more than the precision allows; see `toleranceOf`. */
  readonly leastTolerance: number;
  /** The longest piece of a prompt that one run reads: mask and scores of a piece take memory beside the cache. */
  readonly mostTokensAtOnce: number;
  openRows(shape: CacheShape): RowStore;
  /** Last of all: after every cache was disposed and every session released. */
  close(): Promise<void>;
}

/** The largest difference between logits that were computed here and on the CPU, as a share of the largest absolute logit. */
export function toleranceOf({ leastTolerance }: Provider, { equalTolerance }: Precision): number {
  return Math.max(equalTolerance, leastTolerance);
}
