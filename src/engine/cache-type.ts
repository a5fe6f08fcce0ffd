import type { ElementType } from './graph/onnx-file.ts';

/**
 * What a key or a value in a cache can be. A precision names one, and by it graphs are fed, rows are made and bytes are counted: to
 * add one, name it here, and the compiler names the tables that lack it.
 */
export type CacheType = Extract<ElementType, 'float32'>;

/** Of one key or value. */
export const cacheValueBytes: Readonly<Record<CacheType, number>> = { float32: 4 };
