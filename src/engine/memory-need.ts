import type { MemoryNeed } from '../shared/models-view.ts';
import type { Checkpoint } from './graph/checkpoint.ts';
import type { Precision } from './precision.ts';
import { cacheBytesPerToken } from './row-store.ts';

/** The runtime, the process around it, and what a step computes in. */
const leastMarginBytes = 128 * 1024 * 1024;
/** Of the weights: what a head that screens, and the packing of matrices, take beside them. */
const marginShare = 0.1;

/** What a loaded checkpoint takes: weights, two whole windows of keys and values (the chat's, and one prepared beside it), a margin. */
export function memoryNeedOf(
  { config, parameterCount }: Pick<Checkpoint, 'config' | 'parameterCount'>,
  precision: Precision,
  availableBytes: number,
): MemoryNeed {
  const { layerCount, embeddingSize, windowTokens } = config;
  const weightBytes = parameterCount * precision.bytesPerWeight;
  const shape = { layerCount, embeddingSize, windowTokens, valueType: precision.cacheType };
  const cacheBytes = 2 * windowTokens * cacheBytesPerToken(shape);
  const marginBytes = Math.round(leastMarginBytes + marginShare * weightBytes);
  return { weightBytes, cacheBytes, neededBytes: weightBytes + cacheBytes + marginBytes, availableBytes };
}
