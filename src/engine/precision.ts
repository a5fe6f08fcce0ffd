import type { CacheType } from './cache-type.ts';
import type { ElementType } from './graph/onnx-file.ts';

/**
 * How a model's numbers are kept and how far they may be off: what differs between precisions is a value of this, and
 * `precisions` has them all. To add one, write its value; its graph's operators belong to the builders in `graph`.
 */
export interface Precision {
  /** In the names of graph folders, in model keys, and in what is told of a model: letters and digits. */
  readonly name: string;
  readonly weightType: ElementType;
  readonly bytesPerWeight: number;
  /** Of keys and values in a cache. */
  readonly cacheType: CacheType;
  /** A tensor's values as weights of this precision; may share their memory. */
  readonly encodeWeights: (values: Float32Array) => Uint8Array;
  /**
   * The largest difference between logits of the same tokens, computed in other pieces or on another day, as a share of the
   * largest absolute logit: kernels add in different orders.
   */
  readonly equalTolerance: number;
  /** The largest difference between two sums of the same products, as a share of the product of both vectors' lengths. */
  readonly sumTolerance: number;
}

export const fp32: Precision = {
  name: 'fp32',
  weightType: 'float32',
  bytesPerWeight: 4,
  cacheType: 'float32',
  encodeWeights: (values) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  equalTolerance: 1e-4,
  sumTolerance: 1e-5,
};

export const precisions: readonly Precision[] = [fp32];

/** Of whatever is loaded, looked at or foreseen, where nobody says another. */
export const defaultPrecision: Precision = fp32;
