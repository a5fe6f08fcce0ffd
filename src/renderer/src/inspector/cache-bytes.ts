import type { ModelView } from '../../../shared/views.ts';

type CacheSizes = Pick<ModelView, 'layerCount' | 'headCount' | 'headSize' | 'cacheBytesPerToken'>;

/** What a cache of `tokens` tokens must take, in bytes: to be compared with what was measured. */
export function computedCacheBytes(model: CacheSizes, tokens: number): number {
  return tokens * model.cacheBytesPerToken;
}

/** The bytes of one key or value: a token has a key and a value in each head of each layer, of the head's size. */
export function cacheValueBytes({ layerCount, headCount, headSize, cacheBytesPerToken }: CacheSizes): number {
  return cacheBytesPerToken / (2 * layerCount * headCount * headSize);
}
