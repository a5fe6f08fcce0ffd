import type { ModelView } from '../../../shared/views.ts';

/** Keys and values, fp32. */
const TENSORS_A_LAYER = 2;
const BYTES_A_VALUE = 4;

/** What a cache of `tokens` tokens must take by the formula, in bytes: to be compared with what was measured. */
export function computedCacheBytes(
  model: Pick<ModelView, 'layerCount' | 'headCount' | 'headSize'>,
  tokens: number,
): number {
  return TENSORS_A_LAYER * model.layerCount * tokens * model.headCount * model.headSize * BYTES_A_VALUE;
}
