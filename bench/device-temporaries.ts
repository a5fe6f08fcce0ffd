import type { CheckpointConfig } from '../src/engine/graph/checkpoint-config.ts';
import type { devicePurposes } from '../src/engine/graph/graph-purposes.ts';

export interface LongestRun {
  readonly newTokens: number;
  /** With the new ones. */
  readonly allTokens: number;
}

type Shape = Pick<CheckpointConfig, 'embeddingSize' | 'headCount'>;

/**
 * What a layer's attention needs on the device beside weights and cache in its longest run, by the shapes of the graph
 * (`graph/device-*-attention.ts`): no runtime tells. An estimate, and for the fused one, whose kernel may keep no scores, the most.
 */
export function attentionBytes(
  form: (typeof devicePurposes)[number],
  { embeddingSize, headCount }: Shape,
  { newTokens, allTokens }: LongestRun,
): number {
  const scores = newTokens * headCount * allTokens; // [S x H, T]
  const bytesOf = (values: number) => values * Float32Array.BYTES_PER_ELEMENT;
  switch (form) {
    case 'device':
      // The mask of all heads, scores and shares; queries as blocks, and values over the whole width.
      return bytesOf(3 * scores + 2 * newTokens * headCount * embeddingSize);
    case 'deviceHeads':
      // Scores, the same with the mask, shares; keys and values by heads.
      return bytesOf(3 * scores + 2 * allTokens * embeddingSize);
    case 'deviceFused':
      return bytesOf(2 * scores + 2 * allTokens * embeddingSize);
    default:
      return form satisfies never;
  }
}
